// CloudWatch as it is seen by those whose work is counted.

/** A time series that takes values. */
export interface CountedSeries {
  record(value: number): void;
}

export interface MetricSink {
  /** Finding a series costs more than recording in it: whoever counts often keeps it. */
  series(
    namespace: string,
    metricName: string,
    dimensions: Readonly<Record<string, string>>,
    unit: string,
  ): CountedSeries;
}
