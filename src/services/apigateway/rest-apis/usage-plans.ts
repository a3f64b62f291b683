// API keys, and the plans that say what who has one may ask: which stages, how often a second, and how often a day, week or month.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html

import { randomBytes } from "node:crypto";
import type { RecordBook, Records } from "../../../storage/record-book.ts";
import { newId } from "../ids.ts";
import { badRequest, conflict, notFound } from "../refusals.ts";
import type { Throttle } from "../requests/token-bucket.ts";
import type { ListedKey } from "./key-file.ts";

export interface ApiKey {
  readonly id: string;
  readonly value: string;
  readonly name?: string | undefined;
  readonly customerId?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled: boolean;
  /** Seconds since the epoch. */
  readonly createdDate: number;
  readonly lastUpdatedDate: number;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface PlanStage {
  readonly apiId: string;
  readonly stage: string;
  /** By the path and the method, such as `/things/GET`. */
  readonly throttle?: Readonly<Record<string, Throttle>> | undefined;
}

export interface Quota {
  readonly limit: number;
  /** Days by which a period begins later. */
  readonly offset?: number | undefined;
  readonly period: "DAY" | "WEEK" | "MONTH";
}

export interface UsagePlan {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly productCode?: string | undefined;
  readonly apiStages: readonly PlanStage[];
  readonly throttle?: Throttle | undefined;
  readonly quota?: Quota | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface PlanKey {
  readonly planId: string;
  readonly keyId: string;
}

export interface UsagePlansOptions {
  readonly book: RecordBook;
  readonly now: () => number;
  /** Whether there is such a stage. */
  readonly hasStage: (apiId: string, stage: string) => boolean;
  /** Told that what was found out of requests may no longer be so. */
  readonly onChange: () => void;
}

export class UsagePlans {
  readonly #keys: Records<ApiKey>;
  readonly #plans: Records<UsagePlan>;
  readonly #planKeys: Records<PlanKey>;
  readonly #options: UsagePlansOptions;
  /** Made when it is asked for, and again after a change. */
  #byValue: ReadonlyMap<string, ApiKey> | undefined;

  constructor(options: UsagePlansOptions) {
    this.#options = options;
    this.#keys = options.book.records("apiKeys");
    this.#plans = options.book.records("usagePlans");
    this.#planKeys = options.book.records("usagePlanKeys");
  }

  keys(): readonly ApiKey[] {
    return this.#keys.values();
  }

  findKey(id: string): ApiKey | undefined {
    return this.#keys.get(id);
  }

  keyOfValue(value: string): ApiKey | undefined {
    this.#byValue ??= new Map(this.#keys.values().map((each) => [each.value, each]));
    return this.#byValue.get(value);
  }

  /** Throws NotFoundException. */
  key(id: string): ApiKey {
    const key = this.findKey(id);
    if (key !== undefined) return key;
    throw notFound("Invalid API Key identifier specified");
  }

  /** Throws BadRequestException, and ConflictException for a value that another key has. */
  createKey(given: Partial<Omit<ApiKey, "id" | "createdDate" | "lastUpdatedDate">>): ApiKey {
    const { value = randomBytes(20).toString("hex"), enabled = false } = given;
    if (!isKeyValue(value)) throw badRequest(wrongLength);
    if (this.keyOfValue(value) !== undefined) throw conflict("API Key already exists");
    const createdDate = this.#seconds();
    return this.putKey({
      ...given,
      ...{ id: newId(10), value, enabled, createdDate, lastUpdatedDate: createdDate },
    });
  }

  /** A key that is there already is changed. Throws BadRequestException for what is wrong, if that is to keep all of them out. */
  importKeys(
    listed: readonly ListedKey[],
    isStrict: boolean,
  ): { readonly ids: readonly string[]; readonly warnings: readonly string[] } {
    const warnings = listed.flatMap(({ name, value, planIds }) => [
      ...(isKeyValue(value) ? [] : [`API Key '${name}': ${wrongLength}`]),
      ...planIds
        .filter((id) => this.findPlan(id) === undefined)
        .map((id) => `API Key '${name}': Invalid Usage Plan identifier specified: ${id}`),
    ]);
    if (isStrict && warnings.length > 0) throw badRequest(warnings.join("; "));
    const ids = listed
      .filter(({ value }) => isKeyValue(value))
      .map(({ planIds, ...given }) => {
        const present = this.keyOfValue(given.value);
        const key = present === undefined ? this.createKey(given) : this.putKey({ ...present, ...given });
        for (const id of planIds)
          if (this.findPlan(id) !== undefined && !this.hasKey(id, key.id)) this.addKey(id, key.id);
        return key.id;
      });
    return { ids, warnings };
  }

  putKey(key: ApiKey): ApiKey {
    this.#keys.put(key.id, { ...key, lastUpdatedDate: this.#seconds() });
    return this.#changed(key);
  }

  /** From its plans as well. Throws NotFoundException. */
  deleteKey(id: string): void {
    this.key(id);
    for (const { planId, keyId } of this.#planKeys.values())
      if (keyId === id) this.#planKeys.remove(`${planId}/${keyId}`);
    this.#changed(this.#keys.remove(id));
  }

  plans(): readonly UsagePlan[] {
    return this.#plans.values();
  }

  findPlan(id: string): UsagePlan | undefined {
    return this.#plans.get(id);
  }

  /** Throws NotFoundException. */
  plan(id: string): UsagePlan {
    const plan = this.findPlan(id);
    if (plan !== undefined) return plan;
    throw notFound("Invalid Usage Plan identifier specified");
  }

  /** Throws BadRequestException. */
  putPlan(settings: Omit<UsagePlan, "id">, id = newId(6)): UsagePlan {
    const { apiStages, throttle, quota } = settings;
    for (const { apiId, stage } of apiStages)
      if (!this.#options.hasStage(apiId, stage)) throw badRequest(`API Stage not found: ${apiId}:${stage}`);
    if (throttle?.rateLimit !== undefined && throttle.rateLimit < 0)
      throw badRequest("Usage Plan throttle rate limit must be non-negative");
    if (throttle?.burstLimit !== undefined && throttle.burstLimit < 0)
      throw badRequest("Usage Plan throttle burst limit must be non-negative");
    if (quota !== undefined) checkQuota(quota);
    const plan = { ...settings, id };
    this.#plans.put(id, plan);
    return this.#changed(plan);
  }

  /** With its hold on keys, which stay. Throws NotFoundException, and BadRequestException for one that has stages. */
  deletePlan(id: string): void {
    if (this.plan(id).apiStages.length > 0)
      throw badRequest(
        `Cannot delete Usage Plan '${id}' because API Stages are associated with it. Please remove all API Stages from the Usage Plan and try again.`,
      );
    this.dropPlan(id);
  }

  dropPlan(id: string): void {
    for (const { keyId } of this.keysOf(id)) this.#planKeys.remove(`${id}/${keyId}`);
    this.#changed(this.#plans.remove(id));
  }

  keysOf(planId: string): readonly PlanKey[] {
    return this.#planKeys.values().filter((each) => each.planId === planId);
  }

  hasKey(planId: string, keyId: string): boolean {
    return this.#planKeys.get(`${planId}/${keyId}`) !== undefined;
  }

  /** Throws NotFoundException, and ConflictException for a key that is in the plan, or in another of the same stage. */
  addKey(planId: string, keyId: string): ApiKey {
    const plan = this.plan(planId);
    const key = this.key(keyId);
    if (this.hasKey(planId, keyId)) throw conflict("Usage Plan Key already exists");
    const stages = new Set(plan.apiStages.map(stageKey));
    const isElsewhere = this.#plans
      .values()
      .some((each) => each.apiStages.some((one) => stages.has(stageKey(one))) && this.hasKey(each.id, keyId));
    if (isElsewhere)
      throw conflict("API Key already exists in a Usage Plan that is associated with the same API Stage");
    this.#planKeys.put(`${planId}/${keyId}`, { planId, keyId });
    return this.#changed(key);
  }

  /** Throws NotFoundException. */
  removeKey(planId: string, keyId: string): void {
    this.plan(planId);
    if (!this.hasKey(planId, keyId)) throw notFound("Invalid Usage Plan Key identifier specified");
    this.#changed(this.#planKeys.remove(`${planId}/${keyId}`));
  }

  /** The plan of a stage that a key is in. */
  planFor(apiId: string, stage: string, keyId: string): UsagePlan | undefined {
    return this.#plans
      .values()
      .find(
        (plan) =>
          plan.apiStages.some((each) => each.apiId === apiId && each.stage === stage) &&
          this.hasKey(plan.id, keyId),
      );
  }

  #changed<Value>(value: Value): Value {
    this.#byValue = undefined;
    this.#options.onChange();
    return value;
  }

  #seconds(): number {
    return Math.floor(this.#options.now() / 1000);
  }
}

const wrongLength = "API Key value should be at least 20 characters and at most 128 characters";

function isKeyValue(value: string): boolean {
  return value.length >= 20 && value.length <= 128;
}

const stageKey = ({ apiId, stage }: PlanStage) => `${apiId}:${stage}`;
const longestOffset: Readonly<Record<string, number>> = { DAY: 0, WEEK: 6, MONTH: 27 };

function checkQuota({ limit, offset = 0, period }: Quota): void {
  const most = Object.hasOwn(longestOffset, period) ? longestOffset[period] : undefined;
  if (most === undefined)
    throw badRequest("Invalid Usage Plan quota period specified. Must be one of [DAY, WEEK, MONTH]");
  if (!Number.isInteger(limit) || limit < 1)
    throw badRequest("Usage Plan quota limit must be a non-negative numeric");
  if (offset < 0 || offset > most)
    throw badRequest(
      `Usage Plan quota offset must be between 0 and ${most} inclusive in the ${period} period`,
    );
}
