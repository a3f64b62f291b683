// A secret as it is kept: its versions, of which each stage names one, and what is said of all of them.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html

export const current = "AWSCURRENT";
const previous = "AWSPREVIOUS";

export interface SecretVersion {
  readonly id: string;
  /** One of the two. */
  readonly text?: string;
  /** Base64. */
  readonly binary?: string;
  readonly stages: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly accessedAt?: number;
}

export interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string;
  /** Oldest first. */
  readonly versions: readonly SecretVersion[];
  readonly createdAt: number;
  readonly changedAt: number;
  readonly accessedAt?: number;
  /** When it goes away for good, if it is marked for that; and since when it is. */
  readonly deletion?: { readonly markedAt: number; readonly dueAt: number };
}

export interface SecretValue {
  readonly text?: string | undefined;
  readonly binary?: string | undefined;
}

/** The versions once `id` bears these stages: none of them is any other version's any more. A version without stages goes. */
export function withStages(
  versions: readonly SecretVersion[],
  id: string,
  stages: readonly string[],
): readonly SecretVersion[] {
  const had = versions.find((version) => version.stages.includes(current))?.id;
  const isMoved = stages.includes(current) && had !== id;
  return versions
    .map((version) => {
      if (version.id === id) return { ...version, stages: [...new Set([...stages, ...version.stages])] };
      const kept = version.stages.filter(
        (stage) => !stages.includes(stage) && !(isMoved && stage === previous),
      );
      return { ...version, stages: isMoved && version.id === had ? [...kept, previous] : kept };
    })
    .map((version) =>
      isMoved && version.id === id
        ? { ...version, stages: version.stages.filter((stage) => stage !== previous) }
        : version,
    );
}
