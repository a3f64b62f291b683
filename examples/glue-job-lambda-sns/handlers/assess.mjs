// What a person wants to read of a day.

export async function handler({ day }) {
  return { day, summary: `Readings of ${day} are rolled up.` };
}
