// How each field becomes a part of the contact's JSON, and what is said when it cannot. Expressions speak of the
// relation `r`, whose columns `f0`, `f1` … hold the mapped attributes as they came, and of the translated words
// joined to it (plan-translate.ts).
import type { ColumnType } from '../contract/columns.ts';
import type { WarningCode } from '../contract/rejection-codes.ts';
import { whiteSpaceClass } from '../core/address.ts';
import { quoteText } from './duck.ts';

/** How long texts may be. Omnisend states no lengths: these are ours, far above what a name or a street needs. */
export const textLimits = { name: 255, address: 1000, property: 2000 } as const;

export type FieldWarning = { code: WarningCode; field: string; when: string; detail: string };

export type PlanField = {
  field: string;
  /** Column of `r`. */
  raw: string;
  /** SQL that reads it from a profile `p`. */
  source: string;
  /** Its name as a column of `r`. */
  alias: string;
  type: ColumnType;
  warnings: FieldWarning[];
  /** Whether the profile has a value, however unusable. */
  filled: string;
};

/** A part of the contact's JSON. Each gives text that starts with a comma, or null when there is nothing to say. */
export type Part = {
  field: PlanField;
  json: string;
  /** Where the value stood in a contact sent earlier, as a JSON path; several where it may stand in one of them. */
  before: {
    path: string /** Tells Omnisend to forget it; null where that cannot be said. */;
    cleared: string | null;
  }[];
};

/** Whether text has anything but white space; the first comparison settles nearly all of it. */
export function filledSql(text: string): string {
  return `CASE WHEN ${text} BETWEEN '!' AND '~' THEN true WHEN ${text} IS NULL THEN false ELSE regexp_matches(${text}, '[^${whiteSpaceClass}]') END`;
}

function textSql(text: string, limit: number): string {
  return `CASE WHEN strlen(${text}) <= ${limit} AND ${text} BETWEEN '!' AND '~' THEN ${text} WHEN length(${text}) <= ${limit} AND regexp_matches(${text}, '[^${whiteSpaceClass}]') THEN ${text} END`;
}

const tooLong = (field: string, raw: string, limit: number): FieldWarning => ({
  code: 'fieldTooLong',
  field,
  when: `strlen(${raw}) > ${limit} AND length(${raw}) > ${limit}`,
  detail: `left(${raw}, 100)`,
});

export function textPart(field: PlanField): Part {
  const limit = field.field === 'address' ? textLimits.address : textLimits.name;
  field.warnings.push(tooLong(field.field, field.raw, limit));
  return {
    field,
    json: `',"${field.field}":' || to_json(${textSql(field.raw, limit)})`,
    before: [{ path: `$.${field.field}`, cleared: `,"${field.field}":""` }],
  };
}

export function countryPart(field: PlanField): Part {
  const { raw } = field;
  field.warnings.push(
    {
      ...tooLong('country', raw, textLimits.name),
      when: `w_country.word IS NULL AND ${tooLong('country', raw, textLimits.name).when}`,
    },
    {
      code: 'countryUnknown',
      field: 'country',
      when: `w_country.word IS NULL AND length(${raw}) <= ${textLimits.name} AND ${field.filled}`,
      detail: raw,
    },
  );
  return {
    field,
    json: `CASE WHEN w_country.word IS NOT NULL THEN ',"countryCode":"' || w_country.word || '"' ELSE ',"country":' || to_json(${textSql(raw, textLimits.name)}) END`,
    before: [
      { path: '$.country', cleared: ',"country":""' },
      { path: '$.countryCode', cleared: null },
    ],
  };
}

export function genderPart(field: PlanField): Part {
  field.warnings.push({
    code: 'genderInvalid',
    field: 'gender',
    when: `w_gender.word IS NULL AND ${field.filled}`,
    detail: `left(${field.raw}, 100)`,
  });
  return {
    field,
    json: `',"gender":"' || w_gender.word || '"'`,
    before: [{ path: '$.gender', cleared: null }],
  };
}

export function birthdatePart(field: PlanField, now: Date): Part {
  const today = quoteText(now.toISOString().slice(0, 10));
  const value =
    field.type === 'text'
      ? 'w_birthdate.word'
      : `CASE WHEN CAST(${field.raw} AS DATE) BETWEEN DATE '1900-01-01' AND DATE ${today} THEN strftime(CAST(${field.raw} AS DATE), '%Y-%m-%d') END`;
  field.warnings.push({
    code: 'birthdateInvalid',
    field: 'birthdate',
    when: `${value} IS NULL AND ${field.filled}`,
    detail: `left(CAST(${field.raw} AS VARCHAR), 100)`,
  });
  return {
    field,
    json: `',"birthdate":"' || ${value} || '"'`,
    before: [{ path: '$.birthdate', cleared: null }],
  };
}

/** A year first, so that day and month cannot be mixed up: a wrong date could undo a later unsubscription. */
const plainMoment = '\\s*\\d{4}-\\d{1,2}-\\d{1,2}([T ]\\d{1,2}:\\d{2}.*)?\\s*';

export function channelsPart(field: PlanField, date: PlanField | undefined, now: Date): Part {
  const readable =
    date === undefined
      ? 'CAST(NULL AS TIMESTAMP)'
      : date.type === 'text'
        ? `CASE WHEN regexp_full_match(${date.raw}, ${quoteText(plainMoment)}) THEN CAST(TRY_CAST(trim(${date.raw}) AS TIMESTAMPTZ) AS TIMESTAMP) END`
        : `CAST(${date.raw} AS TIMESTAMP)`;
  // A moment to come would win over everything that the customer decides until then.
  const latest = quoteText(new Date(now.getTime() + 86_400_000).toISOString().slice(0, 19));
  const at = `CASE WHEN ${readable} BETWEEN TIMESTAMP '1970-01-01' AND TIMESTAMP ${latest} THEN ${readable} END`;
  const dated = `',"statusChangedAt":"' || strftime(${at}, '%Y-%m-%dT%H:%M:%SZ') || '"'`;
  const status = `CASE WHEN w_emailStatus.word = 'subscribed' AND (${at}) IS NULL THEN NULL ELSE w_emailStatus.word END`;
  const dateFilled = date?.filled ?? 'false';
  field.warnings.push(
    {
      code: 'statusInvalid',
      field: 'emailStatus',
      when: `w_emailStatus.word IS NULL AND ${field.filled}`,
      detail: `left(${field.raw}, 100)`,
    },
    {
      code: 'statusWithoutDate',
      field: 'emailStatus',
      when: `w_emailStatus.word = 'subscribed' AND NOT (${dateFilled})`,
      detail: field.raw,
    },
  );
  date?.warnings.push({
    code: 'statusDateInvalid',
    field: 'emailStatusChangedAt',
    when: `w_emailStatus.word IS NOT NULL AND (${at}) IS NULL AND ${dateFilled}`,
    detail: `left(CAST(${date.raw} AS VARCHAR), 100)`,
  });
  return {
    field,
    json: `',"channels":{"email":{"status":"' || ${status} || '"' || coalesce(${dated}, '') || '}}'`,
    before: [{ path: '$.identifiers[0].channels.email.status', cleared: null }],
  };
}

/** The largest whole number that every reader of JSON keeps exact. */
const largestExact = '9007199254740991';

export function propertyPart(field: PlanField): Part {
  const name = field.field.slice('customProperties.'.length);
  const { value, invalid } = propertyValue(field);
  if (field.type === 'text') field.warnings.push(tooLong(field.field, field.raw, textLimits.property));
  else if (invalid !== null) {
    field.warnings.push({
      code: 'propertyInvalid',
      field: field.field,
      when: `${field.raw} IS NOT NULL AND (${invalid})`,
      detail: `CAST(${field.raw} AS VARCHAR)`,
    });
  }
  return {
    field,
    json: `',"${name}":' || ${value}`,
    before: [
      { path: `$.customProperties."${name}"`, cleared: field.type === 'text' ? `,"${name}":""` : null },
    ],
  };
}

function propertyValue({ raw, type }: PlanField): { value: string; invalid: string | null } {
  switch (type) {
    case 'text':
      return { value: `to_json(${textSql(raw, textLimits.property)})`, invalid: null };
    case 'boolean':
      return { value: `CASE WHEN ${raw} THEN 'true' WHEN NOT ${raw} THEN 'false' END`, invalid: null };
    case 'number': {
      const fits = `isfinite(CAST(${raw} AS DOUBLE)) AND abs(CAST(${raw} AS DOUBLE)) <= ${largestExact}`;
      return {
        value: `CASE WHEN NOT (${fits}) THEN NULL WHEN ${raw} = floor(${raw}) THEN CAST(CAST(${raw} AS BIGINT) AS VARCHAR) ELSE CAST(${raw} AS VARCHAR) END`,
        invalid: `NOT (${fits})`,
      };
    }
    case 'date':
      return {
        value: `CASE WHEN isfinite(${raw}) THEN '"' || strftime(CAST(${raw} AS DATE), '%Y-%m-%d') || '"' END`,
        invalid: `NOT isfinite(${raw})`,
      };
    case 'timestamp': {
      const moment = `CAST(${raw} AS TIMESTAMP)`;
      return {
        value: `CASE WHEN isfinite(${moment}) THEN '"' || replace(CAST(${moment} AS VARCHAR), ' ', 'T') || 'Z"' END`,
        invalid: `NOT isfinite(${moment})`,
      };
    }
  }
}
