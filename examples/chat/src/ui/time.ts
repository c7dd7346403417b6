const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const dayAndMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const fullDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const fullDayAndYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The time of day, as under a message. */
export function timeOfDay(time: string | number): string {
  return clock.format(new Date(time));
}

/** Day and time in full, as in a tooltip. */
export function fullTime(time: string | number): string {
  return moment.format(new Date(time));
}

/** As short as a row of the inbox wants it: today the time, this week the weekday, else the day. */
export function shortTime(time: string, now: Date): string {
  const date = new Date(time);
  const days = daysBetween(date, now);
  if (days === 0) return clock.format(date);
  if (days === 1) return 'Yesterday';
  if (days < 7) return weekday.format(date);
  return date.getFullYear() === now.getFullYear() ? dayAndMonth.format(date) : dayAndYear.format(date);
}

/** The heading of a day in a thread. */
export function dayHeading(time: string | number, now: Date): string {
  const date = new Date(time);
  const days = daysBetween(date, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return date.getFullYear() === now.getFullYear() ? fullDay.format(date) : fullDayAndYear.format(date);
}

/** Whether two moments are of the same day, where the person is. */
export function isSameDay(one: string | number, other: string | number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

function daysBetween(date: Date, now: Date): number {
  const midnight = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  return Math.round((midnight(now) - midnight(date)) / 86_400_000);
}
