using System.Globalization;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;

namespace Garita.Rollouts.Explaining;

/// <summary>
/// Why a device has a release, or why not: every check in the order in which the server makes them, with what it found.
/// The first that does not pass is the answer.
/// </summary>
public static class WhyNot
{
    /// <summary>The checks.</summary>
    public static IReadOnlyList<DeviceCheck> Explain(
        RolloutDefinition definition, RolloutState state, DeviceSituation situation)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(situation);
        List<DeviceCheck> checks = [.. Membership(definition, situation)];
        checks.AddRange(situation.Record is { } record
            ? Progress(definition, record, situation)
            : Turn(definition, state, situation));
        checks.Add(new DeviceCheck("last report", null, situation.LastReport ?? "none"));
        return checks;
    }

    private static IEnumerable<DeviceCheck> Membership(RolloutDefinition definition, DeviceSituation situation)
    {
        bool wasOffered = situation.Record is not null;
        yield return new DeviceCheck("device", situation.Facts.Active, situation.Facts.Active ? "active"
            : "not let in");
        bool matches = definition.Target.Matches(situation.Facts);
        yield return new DeviceCheck("target", matches || wasOffered, definition.Target.Text);
        bool excluded = definition.Exclude.Contains(situation.Facts.Id);
        yield return new DeviceCheck("exclusions", !excluded, excluded ? "listed" : "not listed");
        bool isThere = situation.Version is not null && situation.Facts.Version == situation.Version;
        yield return new DeviceCheck(
            "version", wasOffered || !isThere,
            $"runs {situation.Facts.Version ?? "nothing known"}, the release is {situation.Version ?? "without one"}");
        yield return new DeviceCheck(
            "other rollouts", situation.BusyWith is null, situation.BusyWith ?? "none has this device");
    }

    private static IEnumerable<DeviceCheck> Turn(
        RolloutDefinition definition, RolloutState state, DeviceSituation situation)
    {
        yield return new DeviceCheck("rollout", state.Status == RolloutStatus.Running, Status(state));
        Wave wave = definition.Waves[state.Wave];
        long allowed = definition.Allowed(state.Wave, state.Members);
        double place = DevicePlace.Share(DevicePlace.Of(definition.Name, situation.Facts.Id));
        yield return new DeviceCheck("wave", state.Exposed + situation.Before < allowed, Format(
            $"'{wave.Name}' allows {allowed}, {state.Exposed} had it; turn {place:0.0000}, {situation.Before} before"));
        yield return Window(definition, situation);
        yield return new DeviceCheck("pace", state.Unjudged < definition.Pace.Unjudged, Format(
            $"{state.Unjudged} of {definition.Pace.Unjudged} not judged; {definition.Pace.PerMinute} a minute"));
        yield return new DeviceCheck("online", situation.Facts.Connected, situation.Facts.Connected ? "yes" : "no");
    }

    private static IEnumerable<DeviceCheck> Progress(
        RolloutDefinition definition, DeviceTry record, DeviceSituation situation)
    {
        yield return new DeviceCheck("offer", true, Format(
            $"number {record.Attempt} of at most {definition.Retries.Offers}, at {record.Offered:u}"));
        yield return new DeviceCheck("attempts", record.Faults < definition.Retries.Attempts, Format(
            $"{record.Faults} of {definition.Retries.Attempts} ended by its own fault"));
        if (record is { Stage: DeviceStage.Waiting, Next: { } next })
        {
            yield return new DeviceCheck("retry", next <= situation.Now, Format($"due at {next:u}"));
            yield return Window(definition, situation);
        }

        yield return new DeviceCheck(
            "online", situation.Facts.Connected || record.Stage == DeviceStage.Done,
            situation.Facts.Connected ? "yes" : "no");
        yield return new DeviceCheck("outcome", record.Verdict != DeviceVerdict.Bad, RolloutWords.Of(record.Outcome));
        yield return new DeviceCheck("stage", record.Stage == DeviceStage.Done, RolloutWords.Of(record.Stage));
    }

    private static DeviceCheck Window(RolloutDefinition definition, DeviceSituation situation)
    {
        string? zone = situation.Facts.TimeZone;
        DateTime local = definition.Schedule.LocalTime(situation.Now, zone);
        string named = definition.Schedule.TimeZone ?? zone ?? definition.Schedule.Otherwise;
        return new DeviceCheck(
            "window", definition.Schedule.IsOpen(situation.Now, zone),
            definition.Schedule is { Windows.Count: 0, NotBefore: null }
                ? "always open"
                : Format($"it is {local:ddd HH:mm} in {named}"));
    }

    private static string Status(RolloutState state) =>
        state.Why.Length == 0 ? RolloutWords.Of(state.Status) : $"{RolloutWords.Of(state.Status)}: {state.Why}";

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
