const nothing = { inc() {} };

/** Metrics that count nothing. */
export const noMetrics = {
  timelineGaps: nothing,
  timelineReads: nothing,
  timelineRepairs: nothing,
  resyncs: nothing,
  webhookEchoMissing: nothing,
  webhookEchoSeconds: { observe() {} },
  membershipSweeps: nothing,
  membershipRepairs: nothing,
};
