// A secret as it is kept: its versions, of which each stage names one, and what is said of all of them.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html

export const current = "AWSCURRENT";
const previous = "AWSPREVIOUS";
const pending = "AWSPENDING";

export interface SecretVersion {
  readonly id: string;
  /** One of the two; none while a rotation has not made it yet. */
  readonly text?: string;
  /** Base64. */
  readonly binary?: string;
  /** In the order of their letters. */
  readonly stages: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The day on which its value was last read. */
  readonly accessedAt?: number;
}

export interface RotationRules {
  readonly days?: number;
  readonly expression?: string;
  /** Such as `3h`: kept and told. */
  readonly duration?: string;
}

export interface SecretRotation {
  readonly functionArn: string;
  readonly rules: RotationRules;
  readonly isEnabled: boolean;
  readonly rotatedAt?: number;
  readonly nextAt?: number;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  /** Absent as long as there never was one. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly policy?: string;
  /** Oldest first. */
  readonly versions: readonly SecretVersion[];
  readonly createdAt: number;
  readonly changedAt: number;
  /** The day on which a value was last read. */
  readonly accessedAt?: number;
  readonly rotation?: SecretRotation;
  /** When it goes away for good, if it is marked for that; and since when it is. */
  readonly deletion?: { readonly markedAt: number; readonly dueAt: number };
}

export interface SecretValue {
  readonly text?: string | undefined;
  readonly binary?: string | undefined;
}

export interface NewSecret extends SecretValue {
  readonly name: string;
  readonly description?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** The version's id. */
  readonly token?: string | undefined;
}

export interface VersionRequest {
  readonly versionId?: string | undefined;
  readonly stage?: string | undefined;
}

export interface PutVersion extends SecretValue {
  readonly token?: string | undefined;
  /** @default ["AWSCURRENT"] */
  readonly stages?: readonly string[] | undefined;
}

/** What a rotation has begun to make and has not taken over. */
export function unfinishedVersion({ versions }: Secret): SecretVersion | undefined {
  return versions.find(({ stages }) => stages.includes(pending) && !stages.includes(current));
}

export function asPending(
  versions: readonly SecretVersion[],
  version: SecretVersion,
): readonly SecretVersion[] {
  return withStages([...versions, version], version.id, [pending]);
}

/**
 * The versions once `id` bears these stages: none of them is any other version's any more. What was the current version is the
 * previous one then, and pending no more.
 */
export function withStages(
  versions: readonly SecretVersion[],
  id: string,
  stages: readonly string[],
): readonly SecretVersion[] {
  const had = versions.find((version) => version.stages.includes(current))?.id;
  const isMoved = stages.includes(current) && had !== id;
  const stagesOf = (version: SecretVersion): readonly string[] => {
    if (version.id === id)
      return [...version.stages.filter((stage) => !isMoved || stage !== previous), ...stages];
    const kept = version.stages.filter(
      (stage) => !stages.includes(stage) && !(isMoved && stage === previous),
    );
    if (!isMoved || version.id !== had) return kept;
    return [...kept.filter((stage) => stage !== pending), previous];
  };
  return versions.map((version) => ({ ...version, stages: [...new Set(stagesOf(version))].toSorted() }));
}

/** Whether a rotation has named it and not made it yet. */
export function isReserved({ text, binary }: SecretVersion): boolean {
  return text === undefined && binary === undefined;
}

/** Those without a stage are let go beyond these. */
const mostVersions = 100;

export function bounded(versions: readonly SecretVersion[]): readonly SecretVersion[] {
  let tooMany = versions.length - mostVersions;
  return versions.filter(({ stages }) => stages.length > 0 || tooMany-- <= 0);
}
