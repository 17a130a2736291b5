package siteweb

import (
	"context"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

func settingLabels(ctx context.Context) map[string]string {
	all := map[string]string{}
	for _, k := range web.SettingKeys {
		all[k.Key] = i18n.T(ctx, "setting."+k.Key)
	}
	return all
}

func vintageRows(all []territory.Vintage) []ui.TableRow {
	var rows []ui.TableRow
	for _, v := range all {
		rows = append(rows, ui.TableRow{Cells: []ui.TableCell{{Text: v.Dataset}, {Text: v.Label}, {Text: v.Source}, {Text: v.Licence}}})
	}
	return rows
}
