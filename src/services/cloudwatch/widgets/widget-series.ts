// The metrics of a dashboard's widget as GetMetricData is asked for them. A row may leave out what the row above it says.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html

export interface Series {
  readonly id: string;
  readonly label: string | undefined;
  readonly colour: string | undefined;
  readonly isRight: boolean;
  readonly isVisible: boolean;
  readonly query: Readonly<Record<string, unknown>>;
}

export interface Axis {
  readonly label?: string;
  readonly min?: number;
  readonly max?: number;
}

export interface HorizontalAnnotation {
  readonly value: number;
  readonly label?: string;
  readonly color?: string;
  readonly fill?: string;
  readonly yAxis?: string;
  readonly visible?: boolean;
}

export interface VerticalAnnotation {
  /** ISO 8601. */
  readonly value: string;
  readonly label?: string;
  readonly color?: string;
  readonly fill?: string;
  readonly visible?: boolean;
}

export interface WidgetProperties {
  readonly title?: string;
  readonly metrics?: readonly (readonly unknown[])[];
  readonly view?: string;
  readonly stacked?: boolean;
  readonly stat?: string;
  readonly period?: number;
  readonly yAxis?: { readonly left?: Axis; readonly right?: Axis };
  readonly annotations?: {
    /** A list of two is a band between them. */
    readonly horizontal?: readonly (HorizontalAnnotation | readonly HorizontalAnnotation[])[];
    readonly vertical?: readonly (VerticalAnnotation | readonly VerticalAnnotation[])[];
    /** Of an alarm, whose metric is drawn with its threshold. */
    readonly alarms?: readonly string[];
  };
  readonly markdown?: string;
  readonly alarms?: readonly string[];
  readonly query?: string;
}

interface RowOptions {
  readonly expression?: string;
  readonly id?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly period?: number;
  readonly color?: string;
  readonly yAxis?: string;
  readonly visible?: boolean;
}

export function seriesOf({
  metrics = [],
  stat = "Average",
  period = 300,
}: WidgetProperties): readonly Series[] {
  let above: readonly string[] = [];
  return metrics.map((row, at) => {
    const last = row.at(-1);
    const options = (typeof last === "object" && last !== null ? last : {}) as RowOptions;
    const words = filledIn(
      row.filter((word) => typeof word === "string"),
      above,
    );
    if (words.length > 0) above = words;
    const id = options.id ?? `widget${at}`;
    const shown = {
      id,
      label: options.label,
      colour: options.color,
      isRight: options.yAxis === "right",
      isVisible: options.visible !== false,
    };
    const common = {
      Id: id,
      ...(options.label === undefined ? {} : { Label: options.label }),
      ReturnData: shown.isVisible,
    };
    if (options.expression !== undefined) {
      return {
        ...shown,
        query: { ...common, Expression: options.expression, Period: options.period ?? period },
      };
    }
    const [Namespace, MetricName, ...pairs] = words;
    const Dimensions = pairs.flatMap((Name, index) =>
      index % 2 === 0 ? [{ Name, Value: pairs[index + 1] ?? "" }] : [],
    );
    return {
      ...shown,
      query: {
        ...common,
        MetricStat: {
          Metric: { Namespace, MetricName, Dimensions },
          Period: options.period ?? period,
          Stat: options.stat ?? stat,
        },
      },
    };
  });
}

/** `.` stands for the word above, `...` for all words above up to the ones that follow it. */
function filledIn(words: readonly string[], above: readonly string[]): readonly string[] {
  const at = words.indexOf("...");
  const long =
    at < 0
      ? words
      : [
          ...words.slice(0, at),
          ...above.slice(at, above.length - (words.length - at - 1)),
          ...words.slice(at + 1),
        ];
  return long.map((word, index) => (word === "." ? (above[index] ?? word) : word));
}
