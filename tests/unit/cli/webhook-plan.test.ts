import { describe, expect, it } from 'vitest';
import { neededFilters, planWebhooks } from '../../../src/cli/webhook-plan.ts';

const url = 'https://chat.example.com/webhooks/twilio';
const publicUrl = 'https://chat.example.com';
const complete = {
  method: 'POST',
  filters: neededFilters,
  preWebhookUrl: null,
  postWebhookUrl: url,
} as const;

describe('planWebhooks', () => {
  it('changes nothing where all is as needed, also beyond that', () => {
    const filters = [...neededFilters, 'onUserUpdated', 'onMessageAdd'];

    expect(planWebhooks({ ...complete, filters }, publicUrl)).toEqual({
      differences: [],
      takesFrom: null,
      filters,
      postWebhookUrl: url,
    });
  });

  it('asks for the events of conversations, messages, participants and receipts, and for none of users', () => {
    expect(neededFilters).toContain('onDeliveryUpdated');
    expect(neededFilters.filter((filter) => filter.startsWith('onUser'))).toEqual([]);
  });

  it('names each difference of a service that was never set up', () => {
    const plan = planWebhooks(
      { method: null, filters: null, preWebhookUrl: null, postWebhookUrl: null },
      publicUrl,
    );

    expect(plan.differences.map(({ setting }) => setting)).toEqual(['PostWebhookUrl', 'Method', 'Filters']);
    expect(plan).toMatchObject({ takesFrom: null, filters: neededFilters });
  });

  it('says from whom it would take the webhooks, and keeps the filters that are there', () => {
    const plan = planWebhooks(
      { ...complete, filters: ['onMessageAdd'], postWebhookUrl: 'https://other.example.com/' },
      publicUrl,
    );

    expect(plan.takesFrom).toBe('https://other.example.com/');
    expect(plan.filters).toEqual(['onMessageAdd', ...neededFilters]);
  });

  it('does not take GET, which the gateway would refuse', () => {
    expect(planWebhooks({ ...complete, method: 'GET' }, publicUrl).differences).toEqual([
      { setting: 'Method', is: 'GET', needed: 'POST' },
    ]);
  });
});
