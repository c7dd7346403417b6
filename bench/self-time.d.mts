import type { SelfTime } from './self-time-table.ts';

export function sampleSelfTime(): Promise<() => Promise<SelfTime>>;
