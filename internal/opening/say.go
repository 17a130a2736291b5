package opening

import (
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
)

// Say is the state in one short line: "Ouvert jusqu'à 18 h", "Ouvre demain à 9 h", "Fermé", "Sur rendez-vous", "Horaires non renseignés".
// Days are told as from the day on which the state was asked.
func Say(p *i18n.Printer, s State) string {
	switch s.Kind {
	case Open:
		return sayOpen(p, s)
	case ByAppointment:
		return p.T("opening.state.appointment")
	case Closed:
		return sayClosed(p, s)
	}
	switch s.Reason {
	case ReasonPublicHoliday:
		return p.T("opening.state.unknown_public")
	case ReasonSchoolHoliday, ReasonSchoolCalendar:
		return p.T("opening.state.unknown_school")
	case ReasonException:
		return p.T("opening.state.unknown_exception")
	}
	return p.T("opening.state.unknown")
}

func sayOpen(p *i18n.Printer, s State) string {
	if s.Until.IsZero() {
		return p.T("opening.state.open")
	}
	args := i18n.Args{"Time": p.Clock(s.Clock)}
	ahead := s.Day.DaysSince(s.Today)
	if s.Clock == civil.EndOfDay || s.Clock == 0 {
		args["Time"] = p.T("opening.midnight")
	}
	// Tonight's small hours need no day: "jusqu'à 2 h" is tonight.
	if ahead == 0 || ahead == 1 && s.Clock <= 6*60 {
		return p.T("opening.state.open_until", args)
	}
	if ahead > 6 {
		args["Day"] = p.Day(s.Day)
		return p.T("opening.state.open_until_date", args)
	}
	args["Day"] = p.Weekday(s.Day.Weekday())
	if ahead == 1 {
		args["Day"] = p.T("opening.tomorrow")
	}
	return p.T("opening.state.open_until_day", args)
}

func sayClosed(p *i18n.Printer, s State) string {
	if s.Until.IsZero() {
		if s.Reason == ReasonUnfilled {
			return p.T("opening.state.unfilled")
		}
		if !s.Through.IsZero() && !s.Unsure {
			return p.T("opening.state.closed_through", i18n.Args{"Date": p.Date(s.Through)})
		}
		return p.T("opening.state.closed")
	}
	args := i18n.Args{"Time": p.Clock(s.Clock), "Day": p.Weekday(s.Day.Weekday())}
	ahead := s.Day.DaysSince(s.Today)
	if ahead > 6 {
		args["Day"] = p.Day(s.Day)
	}
	// Each key stands for "opens …"; the unsure ones add "at the latest", since a day before may be an opening nobody told us of.
	switch {
	case ahead == 0 && s.Unsure:
		return p.T("opening.state.opens_today_latest", args)
	case ahead == 0:
		return p.T("opening.state.opens_today", args)
	case ahead == 1 && s.Unsure:
		return p.T("opening.state.opens_tomorrow_latest", args)
	case ahead == 1:
		return p.T("opening.state.opens_tomorrow", args)
	case ahead > 6 && s.Unsure:
		return p.T("opening.state.opens_date_latest", args)
	case ahead > 6:
		return p.T("opening.state.opens_date", args)
	case s.Unsure:
		return p.T("opening.state.opens_day_latest", args)
	}
	return p.T("opening.state.opens_day", args)
}

// SayWhy is why a state or a row isn't as in the ordinary week: the place's own label, the holiday's name, "vacances scolaires"; "" when
// there is nothing to say.
func SayWhy(p *i18n.Printer, reason Reason, label, holiday string) string {
	switch {
	case reason == ReasonException && label != "":
		return label
	case reason == ReasonException:
		return p.T("opening.reason.exception")
	case holiday != "":
		return p.T(holiday)
	case reason == ReasonPublicHoliday:
		return p.T("opening.reason.public")
	case reason == ReasonSchoolHoliday:
		return p.T("opening.reason.school")
	case reason == ReasonUnfilled:
		return p.T("opening.reason.unfilled")
	case reason == ReasonSchoolCalendar:
		return p.T("opening.reason.school_calendar")
	}
	return ""
}
