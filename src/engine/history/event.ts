// The events of GetExecutionHistory in AWS's own shape, except that `timestamp` is milliseconds since the epoch.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html

export interface DataDetails {
  readonly truncated: boolean;
}

/** What failed: both members may be absent, as in a Fail state that names neither. */
export interface FailureDetails {
  readonly error?: string;
  readonly cause?: string;
}

export interface ExecutionStartedDetails {
  readonly input: string;
  readonly inputDetails: DataDetails;
  readonly roleArn: string;
  readonly stateMachineAliasArn?: string;
  readonly stateMachineVersionArn?: string;
}

export interface OutputDetails {
  readonly output: string;
  readonly outputDetails: DataDetails;
}

export interface StateEnteredDetails {
  readonly name: string;
  readonly input: string;
  readonly inputDetails: DataDetails;
}

export interface StateExitedDetails extends OutputDetails {
  readonly name: string;
  /** Variable name to its value as JSON text. */
  readonly assignedVariables?: Readonly<Record<string, string>>;
  readonly assignedVariablesDetails?: DataDetails;
}

/** A service integration by its two names: `lambda` and `invoke`, `aws-sdk:dynamodb` and `putItem`. */
export interface TaskResource {
  readonly resourceType: string;
  readonly resource: string;
}

export interface TaskCredentials {
  readonly roleArn: string;
}

export interface TaskScheduledDetails extends TaskResource {
  readonly region: string;
  readonly parameters: string;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
  readonly taskCredentials?: TaskCredentials;
}

export interface LambdaFunctionScheduledDetails {
  readonly resource: string;
  readonly input: string;
  readonly inputDetails: DataDetails;
  readonly timeoutInSeconds?: number;
  readonly taskCredentials?: TaskCredentials;
}

export interface ActivityScheduledDetails {
  readonly resource: string;
  readonly input: string;
  readonly inputDetails: DataDetails;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}

export interface MapIterationDetails {
  readonly name: string;
  readonly index: number;
}

export interface EvaluationFailedDetails extends FailureDetails {
  readonly state: string;
  readonly location?: string;
}

/** Every member that carries details, and its type. An event has at most one of them; its type says which. */
export interface HistoryEventDetails {
  readonly executionStartedEventDetails: ExecutionStartedDetails;
  readonly executionSucceededEventDetails: OutputDetails;
  readonly executionFailedEventDetails: FailureDetails;
  readonly executionAbortedEventDetails: FailureDetails;
  readonly executionTimedOutEventDetails: FailureDetails;
  readonly executionRedrivenEventDetails: { readonly redriveCount: number };
  readonly stateEnteredEventDetails: StateEnteredDetails;
  readonly stateExitedEventDetails: StateExitedDetails;
  readonly taskScheduledEventDetails: TaskScheduledDetails;
  readonly taskStartedEventDetails: TaskResource;
  readonly taskSubmittedEventDetails: TaskResource & OutputDetails;
  readonly taskSucceededEventDetails: TaskResource & OutputDetails;
  readonly taskFailedEventDetails: TaskResource & FailureDetails;
  readonly taskStartFailedEventDetails: TaskResource & FailureDetails;
  readonly taskSubmitFailedEventDetails: TaskResource & FailureDetails;
  readonly taskTimedOutEventDetails: TaskResource & FailureDetails;
  readonly lambdaFunctionScheduledEventDetails: LambdaFunctionScheduledDetails;
  readonly lambdaFunctionSucceededEventDetails: OutputDetails;
  readonly lambdaFunctionFailedEventDetails: FailureDetails;
  readonly lambdaFunctionScheduleFailedEventDetails: FailureDetails;
  readonly lambdaFunctionStartFailedEventDetails: FailureDetails;
  readonly lambdaFunctionTimedOutEventDetails: FailureDetails;
  readonly activityScheduledEventDetails: ActivityScheduledDetails;
  readonly activityStartedEventDetails: { readonly workerName?: string };
  readonly activitySucceededEventDetails: OutputDetails;
  readonly activityFailedEventDetails: FailureDetails;
  readonly activityScheduleFailedEventDetails: FailureDetails;
  readonly activityTimedOutEventDetails: FailureDetails;
  readonly mapStateStartedEventDetails: { readonly length: number };
  readonly mapIterationStartedEventDetails: MapIterationDetails;
  readonly mapIterationSucceededEventDetails: MapIterationDetails;
  readonly mapIterationFailedEventDetails: MapIterationDetails;
  readonly mapIterationAbortedEventDetails: MapIterationDetails;
  readonly mapRunStartedEventDetails: { readonly mapRunArn: string };
  readonly mapRunFailedEventDetails: FailureDetails;
  readonly mapRunRedrivenEventDetails: { readonly mapRunArn: string; readonly redriveCount: number };
  readonly evaluationFailedEventDetails: EvaluationFailedDetails;
}

type StateEvent = "Entered" | "Exited";

export type HistoryEventType =
  | `Execution${"Started" | "Succeeded" | "Failed" | "Aborted" | "TimedOut" | "Redriven"}`
  | `${"Pass" | "Task" | "Choice" | "Wait" | "Succeed" | "Parallel" | "Map"}State${StateEvent}`
  | "FailStateEntered"
  | `Task${"Scheduled" | "Started" | "Submitted" | "Succeeded" | "Failed" | "StartFailed" | "SubmitFailed" | "TimedOut"}`
  | `LambdaFunction${"Scheduled" | "Started" | "Succeeded" | "Failed" | "ScheduleFailed" | "StartFailed" | "TimedOut"}`
  | `Activity${"Scheduled" | "Started" | "Succeeded" | "Failed" | "ScheduleFailed" | "TimedOut"}`
  | `${"Parallel" | "Map"}State${"Started" | "Succeeded" | "Failed" | "Aborted"}`
  | `MapIteration${"Started" | "Succeeded" | "Failed" | "Aborted"}`
  | `MapRun${"Started" | "Succeeded" | "Failed" | "Aborted" | "Redriven"}`
  | `${"Task" | "Wait"}StateAborted`
  | "EvaluationFailed";

export interface HistoryEvent extends Partial<HistoryEventDetails> {
  readonly timestamp: number;
  readonly type: HistoryEventType;
  readonly id: number;
  readonly previousEventId: number;
}

/** Takes the events of one execution as they happen, in order of `id`. */
export interface Recorder {
  /** Events of other types are not even made: writing out a large input that nobody keeps is dear. All are wanted by default. */
  wants?(type: HistoryEventType): boolean;
  /** Inputs, outputs and parameters are of no interest, so they need not be written out: their texts are empty. */
  readonly withoutData?: boolean;
  record(event: HistoryEvent): void;
}
