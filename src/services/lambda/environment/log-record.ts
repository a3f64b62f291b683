// A record on an environment's log pipe.
//
//   u32 length of the text   u8 kind   f64 milliseconds since the epoch   text

export const recordHeaderBytes = 13;
/** A log event of its own, line breaks and all. */
export const eventKind = 0;
/** Output as it was written: each line is an event. */
export const rawKind = 1;
