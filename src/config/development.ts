/**
 * The secret that signs tokens while a developer tries things out over the emulator. It is printed here for everybody to read,
 * so a gateway refuses it wherever Twilio is not played by something on the same machine.
 */
export const developmentSecret = 'development-secret-that-everybody-knows-and-no-production-accepts';

/** The account that the emulator plays unless told otherwise. */
export const developmentAccount = {
  accountSid: 'AC00000000000000000000000000000001',
  authToken: 'emulator-auth-token',
  chatServiceSid: 'IS00000000000000000000000000000001',
} as const;

/** The options of a gateway over an emulator on the same machine: reachable from this machine alone, with all conveniences on. */
export function developmentOptions(ports: { readonly port: number; readonly emulatorPort: number }) {
  return {
    twilio: { ...developmentAccount, baseUrl: `http://127.0.0.1:${ports.emulatorPort}` },
    publicUrl: `http://127.0.0.1:${ports.port}`,
    auth: { key: { secret: developmentSecret } },
    host: '127.0.0.1',
    graphiql: true,
    introspection: true,
  };
}
