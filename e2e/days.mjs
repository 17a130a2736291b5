// Days of the place's calendar, for journeys that must hold whatever the day they run on.

// today is the day in Paris, as the demonstration's places have it: YYYY-MM-DD.
export const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date());

// plus is so many days later.
export const plus = (day, n) => new Date(Date.parse(`${day}T12:00:00Z`) + n * 86400000).toISOString().slice(0, 10);

// Public holidays that stand still; those that move are Mondays and Thursdays.
const holidays = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];

// next is the first such day of the week (0 is Sunday) that is at least so many days away and no public holiday.
export function next(weekday, away) {
  let day = plus(today(), away);
  while (new Date(`${day}T12:00:00Z`).getUTCDay() !== weekday || holidays.includes(day.slice(5))) day = plus(day, 1);
  return day;
}
