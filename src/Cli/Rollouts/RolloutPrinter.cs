using System.Globalization;
using Garita.Cli.Output;
using Garita.Contracts.Api.Rollouts;

namespace Garita.Cli.Rollouts;

/// <summary>Rollouts for people, or as JSON.</summary>
internal static class RolloutPrinter
{
    public static void Print(Terminal terminal, RolloutView rollout)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(rollout);
            return;
        }

        FieldsView fields = new(terminal);
        fields.Write("rollout", rollout.Name);
        fields.Write("status", rollout.Status);
        fields.Write("why", rollout.Why);
        fields.Write("release", $"{rollout.Version} {rollout.Release}");
        fields.Write("digest", rollout.Digest);
        fields.Write("target", rollout.Target);
        fields.Write("on failure", rollout.OnFailure);
        bool isDraft = rollout.Status == "draft";
        if (!isDraft)
        {
            fields.Write("offered", Text($"{rollout.Exposed} of {rollout.Members}, {rollout.Unjudged} not judged"));
        }

        if (rollout.NotLogged > 0)
        {
            fields.Write("audit log", Unlogged(rollout));
        }

        if (rollout.Approvals.Count > 0)
        {
            fields.Write("approvals", string.Join("; ", rollout.Approvals.Select(Standing)));
        }

        if (rollout.Exposed > 0)
        {
            fields.Write("ended", Counts(rollout.Outcomes));
            fields.Write("stop", rollout.StopEvidence);
        }

        if (rollout.Exposed > 0 && rollout.Wave < rollout.Waves.Count - 1)
        {
            fields.Write("next wave", rollout.OpenEvidence);
        }

        if (!isDraft)
        {
            // What waves allow is counted when it starts; before, 'preview' counts it.
            PrintWaves(terminal, rollout.Waves);
        }

        if (rollout.Exposed > 0)
        {
            PrintEvidence(terminal, rollout.Evidence);
        }

        foreach (RolloutEventView happened in rollout.Events)
        {
            terminal.Output.WriteLine(Printable.Clean(Text($"{happened.At:u}  {happened.Kind,-8}{happened.Text}")));
        }
    }

    public static void Print(Terminal terminal, RolloutPreview preview)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(preview);
            return;
        }

        FieldsView fields = new(terminal);
        fields.Write("devices", Text($"{preview.Members}, {preview.Connected} connected"));
        fields.Write("have it", Text($"{preview.Present}"));
        fields.Write("types", string.Join(", ", preview.Types.Select(type => Text($"{type.Key} {type.Value}"))));
        foreach (RolloutWaveView wave in preview.Waves)
        {
            fields.Write(wave.Name, Text($"up to {wave.Allowed}"));
        }

        foreach (string notice in preview.Notices)
        {
            terminal.Note(Printable.Clean(notice) ?? string.Empty);
        }
    }

    public static void Print(Terminal terminal, WhyView why)
    {
        if (terminal.Json)
        {
            terminal.WriteJson(why);
            return;
        }

        TableView table = new("", "check", "found");
        foreach (DeviceCheckView check in why.Checks)
        {
            table.Add(check.Passed switch { true => "yes", false => "NO", null => " " }, check.Name, check.Value);
        }

        table.WriteTo(terminal);
        DeviceCheckView? against = why.Checks.FirstOrDefault(check => check.Passed == false);
        new FieldsView(terminal).Write(
            "answer", against is null ? "nothing stands in the way" : $"{against.Name}: {against.Value}");
    }

    public static string Unlogged(RolloutView rollout) =>
        Text($"cannot be written; {rollout.NotLogged} to be entered later");

    public static string Stages(RolloutWaveView wave) => Counts(wave.Stages);

    private static void PrintWaves(Terminal terminal, IReadOnlyList<RolloutWaveView> waves)
    {
        TableView table = new("wave", "allows", "devices");
        foreach (RolloutWaveView wave in waves)
        {
            table.Add(wave.Name, Text($"{wave.Allowed}"), Stages(wave));
        }

        table.WriteTo(terminal);
    }

    private static void PrintEvidence(Terminal terminal, IReadOnlyList<EvidenceView> evidence)
    {
        TableView table = new("evidence", "began", "judged", "failed", "fails on");
        foreach (EvidenceView each in evidence)
        {
            table.Add(
                each.Name, Text($"{each.Started}"), Text($"{each.Good + each.Bad}"), Text($"{each.Bad}"),
                Text($"{100 * each.Low:0.0} to {100 * each.High:0.0} % ({100 * each.Confidence:0} % confidence)"));
        }

        table.WriteTo(terminal);
    }

    private static string Counts(IReadOnlyDictionary<string, long> counts) => string.Join(
        ", ", counts.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each =>
            Text($"{each.Value} {each.Key}")));

    private static string Standing(RoleView role) =>
        Text($"{role.Role} {role.By.Count} of {role.Needed}")
        + (role.By.Count == 0 ? string.Empty : ", by " + string.Join(", ", role.By));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
