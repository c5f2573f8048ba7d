using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Rollouts.Engine;

/// <summary>Looks at devices that soak, a few in each tick, so that one that fails early is not waited for.</summary>
internal sealed class SoakReader(RolloutSurroundings around)
{
    /// <summary>Adds what is seen of the next few devices. Every round begins with a look at the others.</summary>
    public void Add(
        SqliteConnection db, LiveRollout live, Dictionary<string, DeviceChange> changes, DateTimeOffset now)
    {
        HealthRule rule = live.Record.Definition.Health;
        if (rule.IsEmpty || !IsTime(live.Soak, now))
        {
            return;
        }

        string name = live.Record.Name;
        SoakRound round = live.Soak.IsOver || live.Soak.Began == DateTimeOffset.MinValue
            ? new SoakRound(now, "", false)
            : live.Soak;
        int most = around.Options.SoakLength;
        List<DeviceTry> soaking = DeviceTryTable.Soaking(db, name, round.UpTo, most);
        if (round.UpTo.Length == 0 && soaking.Count > 0)
        {
            live.Controls = ControlGroup.Read(db, name, rule, live.Queue.Peek(ControlGroup.Size));
        }

        foreach (DeviceTry record in soaking)
        {
            DeviceEvent seen = new(DeviceEventKind.Health)
            {
                Health = around.Health.Read(db, rule, record, early: true),
            };
            changes.TryAdd(record.Device, new DeviceChange(record, seen));
        }

        live.Soak = round with
        {
            UpTo = soaking.Count == 0 ? round.UpTo : soaking[^1].Device,
            IsOver = soaking.Count < most,
        };
    }

    private bool IsTime(SoakRound round, DateTimeOffset now) =>
        !round.IsOver || now - round.Began >= around.Options.SoakEvery || now < round.Began;
}
