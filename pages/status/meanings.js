/** What the words and numbers of the page mean, for whoever has not read docs/errors.md of late. */

const closes = {
  1000: 'the client was done',
  1001: 'the client went away, or this instance did',
  1002: 'frames against the protocol',
  1003: 'a binary message',
  1005: 'the client closed without a code',
  1006: 'cut: a network, a balancer, or a client that died',
  1007: 'text that is no UTF-8',
  1008: 'a message in too many parts',
  1009: 'a message that is too large',
  1011: 'a fault of the gateway',
  1012: 'this instance restarts; clients come back',
  1013: 'reads too slowly, has too many sockets, or overload; clients come back',
  4400: 'no message of the protocol',
  4401: 'an operation before connection_init',
  4403: 'a token that is not valid or over; clients come back',
  4406: 'another subprotocol',
  4408: 'no connection_init in time',
  4409: 'an id used twice',
  4429: 'too many messages or subscriptions',
  4499: 'the client ended it',
  4500: 'a fault of the gateway',
};

const resyncs = {
  HISTORY_EXCEEDED: 'was away for longer than the history reaches',
  HISTORY_LOST: 'the history was lost: a restart, or Redis',
  SLOW_CONSUMER: 'read too slowly: events waited past the bound',
  UNREADABLE: 'an event could not be read from Twilio',
};

/** @returns {string} */
export function closeMeaning(code) {
  return closes[code] ?? '';
}

/** @returns {string} */
export function resyncMeaning(reason) {
  return resyncs[reason] ?? '';
}
