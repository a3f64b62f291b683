// What was announced: an alert as its topic's queue holds it, and as the log keeps it, by station and finding.

import * as z from "zod";

/** SNS's envelope, in those members that the log needs. */
const publishedAlertSchema = z.object({
  Timestamp: z.iso.datetime(),
  Subject: z.string(),
  Message: z.string(),
  MessageAttributes: z.object({
    severity: z.object({ Value: z.string() }),
    findingId: z.object({ Value: z.string().regex(/^[^/]+\/[^/]+\/[^/]+\/\d{4}-\d{2}-\d{2}$/) }),
  }),
});

export interface LoggedAlert {
  readonly stationId: string;
  /** Names station, condition, severity and day, so that an alert that is published twice is logged once. */
  readonly findingId: string;
  readonly severity: string;
  readonly publishedAt: string;
  readonly subject: string;
  readonly message: string;
}

/** Throws SyntaxError for a text that is no JSON, and ZodError for one that is no alert. */
export function readAlert(body: string): LoggedAlert {
  const { Timestamp, Subject, Message, MessageAttributes } = publishedAlertSchema.parse(JSON.parse(body));
  const findingId = MessageAttributes.findingId.Value;
  return {
    stationId: findingId.slice(0, findingId.indexOf("/")),
    findingId,
    severity: MessageAttributes.severity.Value,
    publishedAt: Timestamp,
    subject: Subject,
    message: Message,
  };
}
