import { defineScript } from './redis-script.ts';

/**
 * Appends an event to the streams of its topics and tells all instances, in one atomic step.
 *
 * KEYS: the streams. ARGV: the channel, or nothing to tell nobody; the event; how many entries a stream keeps; for how many
 * milliseconds; the offset that the event has already in another stream, or 0.
 *
 * The offset is the time of the server in microseconds, or one more than the last one where that is not enough: so offsets grow
 * within each stream whatever the clock does, and can be compared over all streams of one server. Each entry carries the offset of
 * the one before it, so that a reader can tell whether something between was trimmed; where the stream had expired, that is the
 * latest offset which can have been in it.
 *
 * A server that refuses to write, because it is full or a replica, still passes the event on; the message then begins with `-`.
 *
 * Returns the offset, and why it was not written, if so.
 */
export const publishScript = defineScript(`
  local function format(number) return string.format('%.0f', number) end
  local channel, event, entriesMax, historyMs = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local offset = ARGV[5] == '0' and now or tonumber(ARGV[5])
  local before = {}
  for place, key in ipairs(KEYS) do
    local newest = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
    if newest then
      before[place] = tonumber(string.match(newest[1], '^%d+'))
      offset = math.max(offset, before[place] + 1)
    else
      before[place] = now - historyMs * 1000
    end
  end
  local refusal = ''
  for place, key in ipairs(KEYS) do
    local added = redis.pcall('XADD', key, 'MAXLEN', '=', entriesMax, format(offset),
      'before', format(before[place]), 'event', event)
    if type(added) == 'table' and added.err then
      refusal = added.err
      break
    end
    redis.call('XTRIM', key, 'MINID', '=', format(now - historyMs * 1000))
    redis.call('PEXPIRE', key, historyMs)
  end
  if channel ~= '' then
    redis.call('PUBLISH', channel, (refusal == '' and '+' or '-') .. format(offset) .. ' ' .. event)
  end
  return { format(offset), refusal }
`);

/**
 * Reads a stream after an offset.
 *
 * KEYS: the stream. ARGV: the offset; how many entries to read at most; for how many milliseconds a stream keeps entries.
 *
 * Returns the server's time in microseconds; whether the stream may have held entries after the offset and expired; and the entries
 * as offset, offset of the one before, event.
 */
export const readScript = defineScript(`
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
  local isLost = 0
  if #entries == 0 and tonumber(ARGV[1]) < now - ARGV[3] * 1000 and redis.call('EXISTS', KEYS[1]) == 0 then
    isLost = 1
  end
  local rows = {}
  for place, entry in ipairs(entries) do
    rows[place] = { string.match(entry[1], '^%d+'), entry[2][2], entry[2][4] }
  end
  return { string.format('%.0f', now), isLost, rows }
`);

/**
 * Agrees on the epoch with all other instances: as long as the server lives and its data are whole, it stays.
 *
 * KEYS: the epoch. ARGV: which life of the server this is; the epoch to begin where there is none of this life; an epoch that must not
 * go on, or nothing; the channel on which a new epoch is told.
 *
 * Returns the epoch, or nothing where it cannot be written; and the server's time in microseconds.
 */
export const epochScript = defineScript(`
  local time = redis.call('TIME')
  local now = string.format('%.0f', time[1] * 1000000 + time[2])
  local known = redis.call('HMGET', KEYS[1], 'epoch', 'life')
  if known[1] and known[2] == ARGV[1] and known[1] ~= ARGV[3] then
    return { known[1], now }
  end
  local written = redis.pcall('HSET', KEYS[1], 'epoch', ARGV[2], 'life', ARGV[1])
  if type(written) == 'table' and written.err then
    return { '', now }
  end
  redis.call('PUBLISH', ARGV[4], '!' .. ARGV[2])
  return { ARGV[2], now }
`);

/** Reads the epoch. KEYS: the epoch. Returns it, or nothing. */
export const readEpochScript = defineScript(`
  return redis.call('HGET', KEYS[1], 'epoch') or ''
`);
