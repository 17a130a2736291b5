// Days of the place's calendar, for journeys that must hold whatever the day they run on.

// today is the day in Paris, as the demonstration's places have it: YYYY-MM-DD.
export const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date());

// plus is so many days later.
export const plus = (day, n) => new Date(Date.parse(`${day}T12:00:00Z`) + n * 86400000).toISOString().slice(0, 10);

// next is the first such day of the week (0 is Sunday) that is at least so many days away.
export function next(weekday, away) {
  let day = plus(today(), away);
  while (new Date(`${day}T12:00:00Z`).getUTCDay() !== weekday) day = plus(day, 1);
  return day;
}
