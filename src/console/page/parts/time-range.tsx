// How far back a page looks.

export interface TimeRangeProps {
  readonly ranges: readonly number[];
  readonly minutes: number;
  readonly onChange: (minutes: number) => void;
}

/** A choice among ranges, in minutes. */
export function TimeRange({ ranges, minutes, onChange }: TimeRangeProps) {
  return (
    <>
      The last{" "}
      <select value={String(minutes)} onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}>
        {ranges.map((range) => (
          <option key={range} value={String(range)}>
            {range < 60 ? `${range} minutes` : range === 60 ? "hour" : `${range / 60} hours`}
          </option>
        ))}
      </select>
    </>
  );
}
