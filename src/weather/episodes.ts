// Weather laid over the year of normals that the replay starts from. Normals are averages, in which nothing unusual
// ever happens: these storms, hot spells and cold spells are made up, and always the same.

export interface Episode {
  /** When it is at its strongest, in hours since the year began. */
  readonly peakHour: number;
  /** How fast it comes and goes: at this distance from the peak 61 % of it is felt. */
  readonly spreadHours: number;
  readonly temperatureCelsius: number;
  readonly pressureHpa: number;
  readonly windMetresPerSecond: number;
}

const hourOf = (dayOfYear: number, hour: number): number => (dayOfYear - 1) * 24 + hour;

const storm = (dayOfYear: number, hour: number, depthHpa: number): Episode => ({
  peakHour: hourOf(dayOfYear, hour),
  spreadHours: 6,
  temperatureCelsius: -1,
  pressureHpa: -depthHpa,
  windMetresPerSecond: depthHpa * 0.62,
});

const hotSpell = (dayOfYear: number, days: number, warmthCelsius: number): Episode => ({
  peakHour: hourOf(dayOfYear, 16),
  spreadHours: days * 12,
  temperatureCelsius: warmthCelsius,
  pressureHpa: 4,
  windMetresPerSecond: -1,
});

const coldSpell = (dayOfYear: number, days: number, chillCelsius: number): Episode => ({
  peakHour: hourOf(dayOfYear, 6),
  spreadHours: days * 12,
  temperatureCelsius: -chillCelsius,
  pressureHpa: 12,
  windMetresPerSecond: 0,
});

const episodes: readonly Episode[] = [
  storm(9, 18, 26),
  coldSpell(24, 5, 11),
  storm(47, 3, 19),
  storm(63, 12, 30),
  storm(101, 6, 17),
  hotSpell(172, 3, 9),
  hotSpell(209, 6, 13),
  hotSpell(231, 3, 10),
  storm(286, 21, 22),
  storm(305, 9, 34),
  storm(319, 15, 24),
  coldSpell(331, 4, 9),
  storm(346, 0, 28),
  coldSpell(357, 6, 13),
];

/** What all episodes together add at an hour of the year. */
export function episodeAt(hour: number): Omit<Episode, "peakHour" | "spreadHours"> {
  const sum = { temperatureCelsius: 0, pressureHpa: 0, windMetresPerSecond: 0 };
  for (const episode of episodes) {
    const distance = (hour - episode.peakHour) / episode.spreadHours;
    if (Math.abs(distance) > 4) continue;
    const strength = Math.exp(-0.5 * distance * distance);
    sum.temperatureCelsius += strength * episode.temperatureCelsius;
    sum.pressureHpa += strength * episode.pressureHpa;
    sum.windMetresPerSecond += strength * episode.windMetresPerSecond;
  }
  return sum;
}
