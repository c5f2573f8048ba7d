using System.Globalization;
using Garita.Rollouts.Definitions;
using Garita.Rollouts.Planning;

namespace Garita.Rollouts.Simulation;

/// <summary>
/// Plays a rollout against a synthetic fleet in virtual time, with the planner that runs the real ones. The same seed
/// plays the same. Target, exclusions and time zones of the definition are not played: every device of the model is
/// meant.
/// </summary>
public sealed class RolloutSimulation
{
    private static readonly DateTimeOffset Start = new(2030, 1, 7, 0, 0, 0, TimeSpan.Zero);

    private readonly RolloutDefinition _definition;
    private readonly FleetModel _model;
    private readonly Dictionary<string, SimulatedUnit> _units = new(StringComparer.Ordinal);
    private readonly List<SimulatedUnit> _turns;
    private readonly Dictionary<string, DeviceTry> _records = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(string Device, DeviceEvent Event), (DateTimeOffset At, long Order)> _coming = new();
    private readonly List<(TimeSpan, string)> _story = [];
    private DateTimeOffset _now;
    private RolloutState _state;
    private int _nextTurn;
    private long _order;
    private long _overExposure;
    private long _mostUnjudged;

    private RolloutSimulation(RolloutDefinition definition, FleetModel model, int seed)
    {
        _definition = definition with
        {
            Schedule = definition.Schedule with { NotBefore = null },
            Health = definition.Health with { Crashes = definition.Health.Crashes ?? 0 },
        };
        _model = model;
        _now = Start;
        _state = new RolloutState { Status = RolloutStatus.Running };
        Random chance = new(seed);
        for (int i = 0; i < model.Devices; i++)
        {
            string id = i.ToString("X8", CultureInfo.InvariantCulture);
            _units[id] = new SimulatedUnit(id, TypeOf(model, chance), model, chance);
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{definition.Name}-{seed}");
        _turns = [.. _units.Values.OrderBy(unit => DevicePlace.Of(name, unit.Id))];
    }

    /// <summary>Plays it to its end: complete, stopped, rolled back, held, or out of time.</summary>
    public static SimulationResult Run(
        RolloutDefinition definition, FleetModel model, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(model);
        return new RolloutSimulation(definition, model, seed).Play(cancellationToken);
    }

    private static FleetType TypeOf(FleetModel model, Random chance)
    {
        double drawn = chance.NextDouble();
        foreach (FleetType type in model.Types)
        {
            drawn -= type.Share;
            if (drawn < 0)
            {
                return type;
            }
        }

        return new FleetType("device", 1, model.Failing);
    }

    private SimulationResult Play(CancellationToken cancellationToken)
    {
        while (!IsOver() && _now - Start < _model.Limit)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Step();
        }

        long hit = _records.Values.Count(record => record.Started && _units[record.Device].IsHit);
        return new SimulationResult(_state, _state.Exposed, hit, _now - Start, _story)
        {
            OverExposure = _overExposure,
            MostUnjudged = _mostUnjudged,
        };
    }

    private bool IsOver() => _state.Status switch
    {
        RolloutStatus.Draft or RolloutStatus.Running => false,
        RolloutStatus.RollingBack => _coming.Count == 0 && !_state.Recalling,
        RolloutStatus.Paused => !_state.Recalling,
        RolloutStatus.Held or RolloutStatus.RolledBack or RolloutStatus.Completed or RolloutStatus.Aborted => true,
    };

    private void Step()
    {
        DateTimeOffset tick = _now + _model.Tick;
        bool isEvent = _coming.TryPeek(out _, out (DateTimeOffset At, long Order) next);
        bool mayOffer = _state.Status == RolloutStatus.Running && _nextTurn < _turns.Count
            && _state.Exposed < _definition.Allowed(_state.Wave, _units.Count);
        _now = isEvent && (next.At < tick || !mayOffer) && !_state.Recalling ? Later(next.At, _now) : tick;
        List<DeviceChange> changes = TakeDue();
        PlanInput input = new(_now)
        {
            Changes = changes,
            Unoffered = _turns.Count - _nextTurn,
            PayloadBytes = 1_000_000,
            CanReturn = true,
        };
        int room = RolloutPlanner.Room(_definition, _state, input);
        bool recalling = _state.Recalling;
        input = input with
        {
            Changes = [.. changes, .. Recalls(changes)],
            Candidates =
            [
                .. _turns.Skip(_nextTurn).Take(room).Select(unit => new Candidate(unit.Id, unit.Type, null)),
            ],
            RecallDone = recalling,
        };
        Take(RolloutPlanner.Plan(_definition, _state, input));
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    // One event a device: the next one has to meet the record that the first one made.
    private List<DeviceChange> TakeDue()
    {
        List<DeviceChange> changes = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (_coming.TryPeek(out (string Device, DeviceEvent Event) next, out (DateTimeOffset At, long Order) when)
            && when.At <= _now && seen.Add(next.Device))
        {
            _coming.Dequeue();
            DeviceTry record = _records[next.Device];
            bool isStale = next.Event.Kind == DeviceEventKind.Due && !(record.Next <= _now);
            if (!isStale)
            {
                changes.Add(new DeviceChange(record, next.Event));
            }
        }

        return changes;
    }

    private List<DeviceChange> Recalls(List<DeviceChange> changes)
    {
        if (!_state.Recalling)
        {
            return [];
        }

        HashSet<string> busy = [.. changes.Select(change => change.Record.Device)];
        return
        [
            .. _records.Values.Where(record => !busy.Contains(record.Device))
                .Select(record => new DeviceChange(record, new DeviceEvent(DeviceEventKind.Recall))),
        ];
    }

    private void Take(RolloutPlan plan)
    {
        _nextTurn += (int)(plan.State.Exposed - _state.Exposed);
        _state = plan.State;
        _overExposure = Math.Max(
            _overExposure, _state.Exposed - _definition.Allowed(_state.Wave, _units.Count));
        _mostUnjudged = Math.Max(_mostUnjudged, _state.Unjudged);
        foreach (DeviceTry record in plan.Records)
        {
            _records[record.Device] = record;
            if (record.Next is { } due)
            {
                Schedule(record.Device, due, new DeviceEvent(DeviceEventKind.Due)
                {
                    Health = new HealthSample { Connected = true },
                });
            }
        }

        foreach (PlannedAction action in plan.Actions)
        {
            Do(action);
        }
    }

    private void Do(PlannedAction action)
    {
        switch (action)
        {
            case PlannedAction.Offer offer:
                foreach ((TimeSpan after, DeviceEvent said) in _units[offer.Device].Answer(offer.Attempt))
                {
                    Schedule(offer.Device, _now + after, said);
                }

                break;
            case PlannedAction.OfferBack back:
                (TimeSpan wait, DeviceEvent answer) = _units[back.Device].Return(back.Attempt);
                Schedule(back.Device, _now + wait, answer);
                break;
            case PlannedAction.Alert alert:
                _story.Add((_now - Start, alert.Message));
                break;
            case PlannedAction.Note note:
                _story.Add((_now - Start, note.Message));
                break;
            case PlannedAction.Withdraw:
                // A synthetic device that was told so late goes on and is not believed; real ones ask first.
                break;
        }
    }

    private void Schedule(string device, DateTimeOffset at, DeviceEvent what) =>
        _coming.Enqueue((device, what), (at, _order++));
}
