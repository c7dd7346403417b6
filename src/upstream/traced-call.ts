import type { Tracer } from '../tracing.ts';
import type { CallContext, HttpAnswer } from './call-context.ts';
import type { HttpRequest } from './http-transport.ts';

/**
 * Makes a call to Twilio a step of the trace, and each further attempt a note in it. Nothing of the trace is sent to Twilio. `send` is
 * handed what it has to call before each attempt.
 */
export function traceCall(
  call: { readonly tracer: Tracer; readonly request: HttpRequest; readonly context: CallContext },
  send: (noteAttempt: () => void) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const { tracer, request, context } = call;
  if (!tracer.hasListener()) return send(noteNothing);
  const template = templateOf(request.path);
  return tracer.run(
    {
      name: `Twilio ${request.method} ${template}`,
      kind: 'client',
      attributes: {
        'http.request.method': request.method,
        'url.template': template,
        'twilio.priority': context.priority,
      },
    },
    async (span) => {
      let attempts = 0;
      const answer = await send(() => {
        attempts += 1;
        if (attempts > 1) span.note('retry', { attempt: attempts });
      });
      span.set({ 'http.response.status_code': answer.statusCode });
      if (answer.statusCode >= 400) span.fail({ statusCode: answer.statusCode });
      return answer;
    },
  );
}

function noteNothing(): void {}

const words: ReadonlySet<string> = new Set([
  'Configuration',
  'ConversationWithParticipants',
  'Conversations',
  'Messages',
  'ParticipantConversations',
  'Participants',
  'Roles',
  'Services',
  'Users',
  'Webhooks',
]);

/** The path with everything but Twilio's own words left out: among the rest are identities. */
function templateOf(path: string): string {
  const [plain = ''] = path.split('?', 1);
  return plain
    .split('/')
    .slice(2)
    .map((segment) => (words.has(segment) ? segment : '{id}'))
    .join('/');
}
