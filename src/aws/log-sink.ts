// Where log entries go: CloudWatch Logs, as those see it who only write there.

export interface LogEntry {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogSink {
  append(logGroupName: string, logStreamName: string, entries: readonly LogEntry[]): void;
}
