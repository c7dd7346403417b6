import type { AddressInfo, Server } from 'node:net';
import { GatewayError } from '../errors.ts';

/** Where a server listens. */
export interface ListenAddress {
  /** 0 takes a free one. */
  readonly port: number;
  /** The address to listen at. @default all addresses of the machine */
  readonly host?: string | undefined;
  /** The variable that sets the port. @default 'PORT' */
  readonly portVariable?: string | undefined;
}

/**
 * Makes a server listen; resolves with the port once it does.
 * @throws GatewayError `CONFIGURATION_INVALID` with what to do, when the address is taken, forbidden or not of this machine.
 */
export function listen(server: Server, address: ListenAddress): Promise<{ readonly port: number }> {
  const { port, host } = address;
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening);
      reject(explainListenError(error, address));
    };
    const onListening = () => {
      server.off('error', onError);
      const taken = server.address();
      resolve({ port: isAddressInfo(taken) ? taken.port : port });
    };
    server.once('error', onError).once('listening', onListening);
    server.listen(port, host);
  });
}

function isAddressInfo(address: AddressInfo | string | null): address is AddressInfo {
  return address !== null && typeof address === 'object';
}

/** Says what to do where an address is taken, forbidden or not of this machine; any other error stays as it is. */
export function explainListenError(
  error: NodeJS.ErrnoException,
  { port, host, portVariable = 'PORT' }: ListenAddress,
): Error {
  const sentences: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is already in use. Stop the program that uses it, or set ${portVariable} to another one.`,
    EACCES: `Port ${port} may not be used by this user. Set ${portVariable} to one from 1024.`,
    EADDRNOTAVAIL: `HOST names ${host ?? 'an address'}, which is no address of this machine.`,
    ENOTFOUND: `HOST names ${host ?? 'an address'}, which cannot be resolved.`,
  };
  const sentence = sentences[error.code ?? ''];
  return sentence ? new GatewayError('CONFIGURATION_INVALID', sentence, { cause: error }) : error;
}
