using Garita.Rollouts.Planning;

namespace Garita.Rollouts.Simulation;

/// <summary>One device of a synthetic fleet: its fate with the release is drawn once, its delays each time.</summary>
internal sealed class SimulatedUnit(string id, FleetType type, FleetModel model, Random chance)
{
    private readonly Fate _fate = Draw(type, model, chance);

    private enum Fate
    {
        Well,
        FailsEarly,
        FailsSilently,
        FailsLate,
        Mute,
    }

    public string Id => id;

    public string Type => type.Name;

    public bool IsHit => _fate is Fate.FailsEarly or Fate.FailsSilently or Fate.FailsLate;

    /// <summary>What it says to an offer, each with the delay.</summary>
    public IEnumerable<(TimeSpan After, DeviceEvent Event)> Answer(int attempt)
    {
        if (_fate == Fate.Mute)
        {
            yield break;
        }

        if (chance.NextDouble() < model.Deferring)
        {
            yield return (Delay(model.FailureLatency), Ended(attempt, AttemptOutcome.Deferred));
            yield break;
        }

        TimeSpan first = TimeSpan.FromSeconds(1 + (9 * chance.NextDouble()));
        yield return (first, new DeviceEvent(DeviceEventKind.Progress) { Attempt = attempt });
        if (_fate == Fate.FailsEarly)
        {
            yield return (first + Delay(model.FailureLatency), Ended(attempt, AttemptOutcome.Reverted));
            yield break;
        }

        TimeSpan activated = first + Delay(model.Latency);
        yield return (activated, new DeviceEvent(DeviceEventKind.Activated) { Attempt = attempt });
        if (_fate == Fate.FailsSilently)
        {
            yield break;
        }

        TimeSpan confirmed = activated + TimeSpan.FromSeconds(30);
        yield return (confirmed, Ended(attempt, AttemptOutcome.Installed));
        if (_fate == Fate.FailsLate)
        {
            yield return (confirmed + TimeSpan.FromMinutes(2), new DeviceEvent(DeviceEventKind.Health)
            {
                Health = new HealthSample { Crashes = 1_000_000, Connected = true },
            });
        }
    }

    /// <summary>What it says to the way back.</summary>
    public (TimeSpan After, DeviceEvent Event) Return(int attempt) =>
        (Delay(model.Latency), new DeviceEvent(DeviceEventKind.BackEnded)
        {
            Attempt = attempt,
            Outcome = _fate is Fate.Mute or Fate.FailsSilently ? AttemptOutcome.Offline : AttemptOutcome.Installed,
        });

    private static Fate Draw(FleetType type, FleetModel model, Random chance)
    {
        if (chance.NextDouble() < model.Mute)
        {
            return Fate.Mute;
        }

        if (chance.NextDouble() >= 1 - ((1 - model.Background) * (1 - type.Failing)))
        {
            return Fate.Well;
        }

        double how = chance.NextDouble();
        return how < model.SilentFailures ? Fate.FailsSilently
            : how < model.SilentFailures + model.LateFailures ? Fate.FailsLate
            : Fate.FailsEarly;
    }

    private static DeviceEvent Ended(int attempt, AttemptOutcome outcome) =>
        new(DeviceEventKind.Ended) { Attempt = attempt, Outcome = outcome };

    private TimeSpan Delay(TimeSpan mean) => mean * Math.Min(20, -Math.Log(1 - chance.NextDouble()));
}
