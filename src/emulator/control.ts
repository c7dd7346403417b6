import type { ApiAnswer, ApiRequest } from './api.ts';
import type { Emulator } from './emulator.ts';
import { TwilioError } from './error-table.ts';
import { EmulatorInputError } from './input-error.ts';
import { boolean, object, requireInput } from './input-check.ts';
import { requireSeed } from './seed-check.ts';
import { errorBody, type JsonObject } from './wire.ts';

/** A control route. Bodies are JSON; `undefined` stands for none. */
type ControlHandler = (body: unknown) => unknown;

/**
 * Answers the routes below `/__emulator`: what tests and people steer the emulator with. They ask for no password, so they refuse
 * requests that a web page makes.
 */
export function createControl(emulator: Emulator): (request: ApiRequest) => Promise<ApiAnswer> {
  const routes: Readonly<Record<string, ControlHandler>> = {
    'GET config': () => emulator.config,
    'POST reset': (body) => {
      emulator.reset(readReset(body));
      return null;
    },
    'POST seed': (body) => {
      requireSeed(body);
      return emulator.seed(body);
    },
    'GET journal': () => emulator.journal.entries(),
    'DELETE journal': () => {
      emulator.journal.clear();
      return null;
    },
    'GET faults': () => emulator.faults,
    'POST faults': (body) => {
      // Whatever was sent: setFaults itself names what it cannot take.
      emulator.setFaults(body ?? {});
      return emulator.faults;
    },
    'GET webhooks': () => ({
      pending: emulator.webhooks.pending,
      deliveries: emulator.webhooks.deliveries(),
    }),
    'POST webhooks/settled': async () => {
      await emulator.webhooks.settled();
      return { pending: emulator.webhooks.pending };
    },
    'POST actions': (body) => emulator.act(body as Parameters<Emulator['act']>[0]),
  };

  return async (request) => {
    if (request.header('origin') !== undefined) {
      return refusal(403, 'Control routes do not answer web pages');
    }
    const name = request.target.split('?', 1)[0]?.slice('/__emulator/'.length) ?? '';
    const handler = routes[`${request.method} ${name}`];
    if (!handler) {
      const isKnown = Object.keys(routes).some((route) => route.split(' ')[1] === name);
      return isKnown
        ? refusal(405, `${request.method} is not possible here`)
        : refusal(404, `Control routes are ${Object.keys(routes).join(', ')}`);
    }
    if (request.body === null) return refusal(413, 'The body is too large');
    try {
      const result = await handler(readJson(request.body));
      return result === null ? { status: 204, headers: {}, body: '' } : json(200, result);
    } catch (error) {
      if (error instanceof EmulatorInputError) {
        return json(400, { error: error.message, problems: error.problems });
      }
      if (error instanceof TwilioError) return json(error.status, errorBody(error));
      throw error;
    }
  };
}

function readJson(body: string): unknown {
  if (body.trim() === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new EmulatorInputError(['the body is not JSON']);
  }
}

function readReset(body: unknown): { keepConfiguration?: boolean } {
  if (body === undefined) return {};
  requireInput(object({ optional: { keepConfiguration: boolean } }), body, 'reset');
  const keepConfiguration: unknown = Reflect.get(Object(body), 'keepConfiguration');
  return typeof keepConfiguration === 'boolean' ? { keepConfiguration } : {};
}

function refusal(status: number, error: string): ApiAnswer {
  return json(status, { error, problems: [error] } satisfies JsonObject);
}

function json(status: number, value: unknown): ApiAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
