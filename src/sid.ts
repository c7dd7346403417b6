/**
 * Twilio's identifiers: two letters for the kind of resource and 32 hexadecimal digits
 * (official OpenAPI file, patterns such as `^CH[0-9a-fA-F]{32}$`).
 */
export const sidPrefixes = {
  account: 'AC',
  address: 'IG',
  apiKey: 'SK',
  content: 'HX',
  conversation: 'CH',
  deliveryReceipt: 'DY',
  media: 'ME',
  message: 'IM',
  messagingService: 'MG',
  participant: 'MB',
  role: 'RL',
  service: 'IS',
  user: 'US',
  webhook: 'WH',
} as const;

/** The kinds of resource whose sids the project knows. */
export type SidKind = keyof typeof sidPrefixes;

const sidDigits = /^[0-9a-fA-F]{32}$/;

/** Whether `text` is a sid of the given kind: right prefix, 32 hexadecimal digits, nothing else. */
export function isSid(kind: SidKind, text: string): boolean {
  return text.length === 34 && text.startsWith(sidPrefixes[kind]) && sidDigits.test(text.slice(2));
}
