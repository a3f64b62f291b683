// How a template wants traffic to move to a new version.

export interface TrafficShift {
  /** All at once, by so much at each interval, or by so much at first and the rest an interval later. */
  readonly type: "ALL_AT_ONCE" | "LINEAR" | "CANARY";
  /** Percent. */
  readonly percentage: number;
  readonly intervalMinutes: number;
  /** Names of alarms: while one of them sounds, nothing is moved, and what was moved goes back. */
  readonly alarms: readonly string[];
  /** Of a shift that CodeDeploy leads. */
  readonly deployment?: DeploymentOrder | undefined;
  /** Told the id of CodeDeploy's deployment as it begins; nothing is moved before that is settled. */
  readonly onBegun?: ((deploymentId: string) => Promise<void>) | undefined;
}

/** A deployment of CodeDeploy's, as a template describes it. */
export interface DeploymentOrder {
  readonly applicationName: string;
  readonly groupName: string;
  /** In whose name CodeDeploy moves the alias, looks at alarms and calls the functions below. */
  readonly roleArn: string;
  /** Functions, by name or ARN, that say whether the deployment goes on. */
  readonly hooks: Partial<Readonly<Record<LifecycleEvent, string>>>;
}

export type LifecycleEvent = "BeforeAllowTraffic" | "AfterAllowTraffic";
