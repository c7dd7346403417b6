import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../testkit/emulator.ts';
import { type Exchange, tourSettingsWithSdk, tourWithSdk } from './emulator-sdk-tour.ts';

/** The official OpenAPI file beside the checkout; it is not part of the project. */
const file = resolve(
  process.env['TWILIO_OPENAPI_FILE'] ?? '../shared/reference/twilio_conversations_v1.openapi.json',
);

type Schema = { readonly [key: string]: unknown };

interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The strict reading: the file has no `required`, so every property is required and none may be added. Its `nullable` becomes
 * JSON Schema's null.
 */
function strictly(schema: unknown, api: OpenApi): Schema {
  if (!isObject(schema)) return {};
  const { $ref, nullable, properties, items, type, description: _, ...rest } = schema;
  if (typeof $ref === 'string') return strictly(api.components.schemas[$ref.split('/').at(-1) ?? ''], api);
  const strict = {
    ...rest,
    ...(type === undefined ? {} : { type }),
    ...(items === undefined ? {} : { items: strictly(items, api) }),
    ...(isObject(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, property]) => [name, strictly(property, api)]),
          ),
          required: Object.keys(properties),
          additionalProperties: false,
        }
      : {}),
  };
  return nullable === true ? { anyOf: [strict, { type: 'null' }] } : strict;
}

/** The one example of the file's own that fails the strict reading: an unset service configuration has no method. */
function repaired(name: string, schema: Schema): Schema {
  if (!name.endsWith('service_webhook_configuration') || !isObject(schema['properties'])) return schema;
  const { method, ...properties } = schema['properties'];
  return { ...schema, properties: { ...properties, method: { anyOf: [method, { type: 'null' }] } } };
}

describe.skipIf(!existsSync(file))(
  'the official OpenAPI file (skipped where it does not lie beside the checkout)',
  () => {
    let api: OpenApi;
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addFormat('uri-map', true);

    beforeAll(() => {
      api = JSON.parse(readFileSync(file, 'utf8'));
    });

    const schemaOf = ({ method, path, status }: Exchange): Schema | undefined => {
      const segments = path.split('/');
      const template = Object.keys(api.paths).find((candidate) => {
        const parts = candidate.split('/');
        return (
          parts.length === segments.length &&
          parts.every((part, at) => part.startsWith('{') || part === segments[at])
        );
      });
      let node: unknown = api.paths[template ?? ''];
      for (const key of [method, 'responses', String(status), 'content', 'application/json', 'schema']) {
        node = isObject(node) ? node[key] : undefined;
      }
      if (!isObject(node)) return undefined;
      const { $ref } = node;
      return repaired(typeof $ref === 'string' ? $ref : '', strictly(node, api));
    };

    const faultsOf = (exchange: Exchange): readonly string[] => {
      if (exchange.method === 'delete') return [];
      const schema = schemaOf(exchange);
      const place = `${exchange.method} ${exchange.path} ${exchange.status}`;
      if (!schema) return [`${place} is not in the file`];
      const validate = ajv.compile(schema);
      validate(exchange.body);
      return (validate.errors ?? []).map(({ instancePath, message, params }) =>
        [place, instancePath, message, JSON.stringify(params)].join(' '),
      );
    };

    it.each(['short', 'service'] as const)('admits every answer over the %s path family', async (family) => {
      const { exchanges } = await tourWithSdk(await startEmulator(), family);

      expect(exchanges.flatMap(faultsOf)).toEqual([]);
    });

    it('admits every answer for services and configurations', async () => {
      const { exchanges } = await tourSettingsWithSdk(await startEmulator());

      expect(exchanges.flatMap(faultsOf)).toEqual([]);
    });

    it('would refuse an answer without one of its properties', async () => {
      const { exchanges } = await tourSettingsWithSdk(await startEmulator());
      const [created] = exchanges;
      const { friendly_name: _, ...incomplete } = Object(created?.body);

      const faults = faultsOf({ method: 'post', path: '/v1/Services', status: 201, body: incomplete });

      expect(faults).toEqual([expect.stringContaining('friendly_name')]);
    });
  },
);
