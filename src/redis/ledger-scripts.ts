import { defineScript } from './redis-script.ts';

/*
 * A send is a hash. `state` is `held`, with `token`, `claimed` and `until`, possibly with the doubt of an earlier holder in `first` and
 * `last`; `unknown`, with `first` and `last`; or `sent`, with `sid` and `at`. Times are milliseconds of the server.
 */

/**
 * KEYS: the send. ARGV: a token; for how many milliseconds it may be held; for how many it is remembered.
 *
 * Returns `pending`; or `sent`, the sid and its age; or `claimed`, and where there is a doubt the ages of the first attempt and of the
 * last one. Whoever holds it already with this token, because an answer was lost, claims it once more.
 */
export const claimScript = defineScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local known = redis.call('HMGET', KEYS[1], 'state', 'sid', 'at', 'claimed', 'until', 'first', 'last', 'token')
  local state, first, last = known[1], tonumber(known[6] or ''), tonumber(known[7] or '')
  if state == 'sent' then
    return { 'sent', known[2], math.max(0, now - tonumber(known[3])) }
  end
  if state == 'held' and known[8] ~= ARGV[1] then
    local leaseEnd = tonumber(known[5])
    if leaseEnd > now then
      return { 'pending' }
    end
    first = first or tonumber(known[4])
    last = leaseEnd
  end
  redis.call('HSET', KEYS[1], 'state', 'held', 'token', ARGV[1],
    'claimed', string.format('%.0f', now), 'until', string.format('%.0f', now + ARGV[2]))
  if first then
    redis.call('HSET', KEYS[1], 'first', string.format('%.0f', first), 'last', string.format('%.0f', last))
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  if first then
    return { 'claimed', math.max(0, now - first), math.max(0, now - last) }
  end
  return { 'claimed' }
`);

/** KEYS: the send. Returns 1 while somebody holds it, else 0. */
export const heldForScript = defineScript(`
  local known = redis.call('HMGET', KEYS[1], 'state', 'until')
  local time = redis.call('TIME')
  local isHeld = known[1] == 'held' and tonumber(known[2]) > time[1] * 1000 + math.floor(time[2] / 1000)
  return isHeld and 1 or 0
`);

/**
 * KEYS: the send. ARGV: the token; the outcome; the sid where it is `sent`; the ages of the first attempt and of the last one where it is
 * `unknown`; for how many milliseconds it is remembered. Only `sent` holds whoever has the token.
 */
export const settleScript = defineScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local known = redis.call('HMGET', KEYS[1], 'state', 'token')
  local outcome = ARGV[2]
  if outcome ~= 'sent' and not (known[1] == 'held' and known[2] == ARGV[1]) then
    return 0
  end
  if outcome == 'sent' then
    redis.call('HSET', KEYS[1], 'state', 'sent', 'sid', ARGV[3], 'at', string.format('%.0f', now))
    redis.call('HDEL', KEYS[1], 'token', 'claimed', 'until', 'first', 'last')
  elseif outcome == 'unknown' then
    redis.call('HSET', KEYS[1], 'state', 'unknown',
      'first', string.format('%.0f', now - ARGV[4]), 'last', string.format('%.0f', now - ARGV[5]))
    redis.call('HDEL', KEYS[1], 'token', 'claimed', 'until')
  else
    redis.call('DEL', KEYS[1])
    return 1
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[6])
  return 1
`);
