import type { InstanceReport } from '../../src/status/instance-report.ts';
import { signToken } from './gateway.ts';

/** What `/status.json` answers. */
export interface StatusAnswer {
  readonly answeredBy: string;
  readonly isComplete: boolean;
  readonly unreadable: number;
  readonly instances: readonly InstanceReport[];
}

/** The reports of all instances, as the status page reads them. */
export async function readReports(origin: string): Promise<StatusAnswer> {
  const authorization = `Bearer ${await signToken(null, { isService: true })}`;
  const response = await fetch(`${origin}/status.json`, { headers: { authorization } });
  if (!response.ok) throw new Error(`The reports were refused: ${await response.text()}`);
  return (await response.json()) as StatusAnswer;
}
