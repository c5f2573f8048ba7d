namespace Garita.Broker.Connections;

/// <summary>
/// One turn of work on a thread: from the moment a transport, a timer or a service enters the broker until it leaves.
/// What the outside must hear (output ready, close, events) is collected and told once, at the end, with no lock held:
/// that makes one flush of everything the turn wrote, and no call out can meet a lock of ours.
/// </summary>
internal sealed class Turn
{
    [ThreadStatic]
    private static Turn? t_current;

    private readonly List<MqttConnection> _ready = [];
    private readonly List<MqttConnection> _closing = [];
    private readonly List<Action> _after = [];
    private int _depth;

    private static Turn Current => t_current ??= new Turn();

    /// <summary>Enters a turn, or goes deeper into the current one.</summary>
    public static Scope Enter()
    {
        Turn turn = Current;
        turn._depth++;
        return new Scope(turn);
    }

    public static void AddReady(MqttConnection connection) => Current._ready.Add(connection);

    public static void AddClosing(MqttConnection connection) => Current._closing.Add(connection);

    /// <summary>Runs an action at the end of the turn. For rare things: it allocates.</summary>
    public static void After(Action action) => Current._after.Add(action);

    private void Leave()
    {
        if (_depth > 1)
        {
            _depth--;
            return;
        }

        try
        {
            Tell();
        }
        finally
        {
            _ready.Clear();
            _closing.Clear();
            _after.Clear();
            _depth--;
        }
    }

    // Telling may add more; by index, until there is none.
    private void Tell()
    {
        int ready = 0, closing = 0, after = 0;
        while (ready < _ready.Count || closing < _closing.Count || after < _after.Count)
        {
            if (ready < _ready.Count)
            {
                _ready[ready++].TellOutputReady();
            }
            else if (closing < _closing.Count)
            {
                _closing[closing++].TellClose();
            }
            else
            {
                _after[after++]();
            }
        }
    }

    public readonly ref struct Scope(Turn turn)
    {
        public void Dispose() => turn.Leave();
    }
}
