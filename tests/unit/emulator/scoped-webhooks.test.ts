import { describe, expect, it } from 'vitest';
import { startWithConversation } from './resource-setup.ts';

describe('webhooks of a conversation', () => {
  it.each([
    [
      { Target: 'trigger', 'Configuration.Url': 'https://example.com', 'Configuration.Triggers': ['a', 'b'] },
      { url: 'https://example.com', method: 'post', triggers: ['a', 'b'] },
    ],
    [
      { Target: 'studio', 'Configuration.FlowSid': `FW${'0'.repeat(32)}`, 'Configuration.ReplayAfter': '7' },
      { flow_sid: `FW${'0'.repeat(32)}`, replay_after: 7 },
    ],
  ])('made of %o have the configuration %o', async (form, configuration) => {
    const { rest, path } = await startWithConversation();

    const { body } = await rest.post(`${path}/Webhooks`, form);

    expect(body['configuration']).toEqual(configuration);
  });

  it.each([
    [{}, 50368],
    [{ Target: 'moon' }, 50364],
    [{ Target: 'webhook' }, 50369],
    [{ Target: 'webhook', 'Configuration.Url': 'x' }, 50054],
    [{ Target: 'webhook', 'Configuration.Url': 'https://example.com' }, 50370],
    [
      {
        Target: 'webhook',
        'Configuration.Url': 'https://example.com',
        'Configuration.Filters': 'onMessageAdd',
      },
      50365,
    ],
    [{ Target: 'trigger', 'Configuration.Url': 'https://example.com' }, 50371],
    [{ Target: 'studio' }, 50367],
    [{ Target: 'studio', 'Configuration.FlowSid': 'FW1' }, 50367],
  ])('made of %o are refused with %i', async (form, code) => {
    const { rest, path } = await startWithConversation();

    const answer = await rest.post(`${path}/Webhooks`, form);

    expect(answer).toMatchObject({ status: 400, body: { code } });
  });
});
