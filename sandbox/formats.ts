/** Whether a text is a usable address, number or date: the sandbox's own reading, shared with nobody. */

const emailPattern =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const phonePattern = /^\+[1-9][0-9]{6,14}$/;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const dateTimePattern =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const daysOfMonth = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const tagPattern = /^[A-Za-z0-9 _-]{1,128}$/;

export function isEmail(text: string): boolean {
  return text.length <= 254 && text.indexOf('@') <= 64 && emailPattern.test(text);
}

/** E.164. */
export function isPhone(text: string): boolean {
  return phonePattern.test(text);
}

/** A day of the calendar, YYYY-MM-DD. */
export function isDate(text: string): boolean {
  return text.length === 10 && datePattern.test(text) && isDay(text);
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48;
  return value;
}

function isDay(text: string): boolean {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (daysOfMonth[month] ?? 0);
  return day >= 1 && day <= days;
}

/** RFC 3339. */
export function isDateTime(text: string): boolean {
  return dateTimePattern.test(text) && isDay(text);
}

export function isTag(text: string): boolean {
  return tagPattern.test(text);
}
