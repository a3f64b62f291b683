// A station that answers, one that is busy at first, one that is gone, and one that is broken. What a handler throws is the
// error's name in Retry and Catch.

class StationBusy extends Error {
  name = "StationBusy";
}

class StationGone extends Error {
  name = "StationGone";
}

export async function handler({ station, attempt }) {
  if (station === "busy" && attempt < 2)
    throw new StationBusy(`Station ${station} is busy, attempt ${attempt}`);
  if (station === "gone") throw new StationGone(`Station ${station} was taken down`);
  if (station === "broken") throw new TypeError("The station sent no JSON");
  return { station, temperature: 12.25, attempts: attempt + 1 };
}
