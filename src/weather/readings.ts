// A reading: what one station measured at one moment, and the check that turns a record's data into one.
// Data is either a reading or unreadable for a reason that is told; nothing is guessed or repaired.

import * as z from "zod";

/** The limits lie a little outside the world records kept by the WMO, so that only a broken sensor is refused. */
const readingSchema = z.object({
  stationId: z.string().regex(/^[a-z][a-z0-9-]{2,39}$/, 'expected a station id such as "seattle-harbor"'),
  sequence: z.int().min(0),
  observedAt: z
    .string()
    .regex(
      /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
      'expected a time in UTC such as "2010-01-01T06:00:00Z"',
    ),
  temperatureCelsius: z.number().min(-95).max(60),
  pressureHpa: z.number().min(850).max(1100),
  /** The change over the last three hours, as stations report it in a SYNOP message. */
  pressureTendencyHpa: z.number().min(-60).max(60),
  windMetresPerSecond: z.number().min(0).max(115),
});

export type Reading = Readonly<z.infer<typeof readingSchema>>;

export interface Unreadable {
  readonly reason: "NotJson" | "NotAReading";
  /** What is wrong where, and what was expected. */
  readonly detail: string;
}

// Keeps a rejected record smaller than the record as it came, so that a batch of them still fits an execution.
const maximumDetailCharacters = 160;

/** Reads the data of one record: the base64 of a reading as JSON. */
export function readReading(base64: string): Reading | Unreadable {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(base64, "base64").toString("utf8"));
  } catch (cause) {
    return unreadable("NotJson", (cause as Error).message);
  }
  const parsed = readingSchema.safeParse(value);
  return parsed.success ? parsed.data : unreadable("NotAReading", describe(parsed.error));
}

export function isUnreadable(result: Reading | Unreadable): result is Unreadable {
  return "reason" in result;
}

function unreadable(reason: Unreadable["reason"], detail: string): Unreadable {
  return { reason, detail: detail.slice(0, maximumDetailCharacters) };
}

function describe(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".") || "data"}: ${message}`).join("; ");
}
