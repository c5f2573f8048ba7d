using Garita.Firmware.Delivery;

namespace Garita.Server.Updates.Serving;

/// <summary>The chunk requests of one device that wait. May be used by several threads.</summary>
internal sealed class RequestQueue
{
    private readonly Lock _gate = new();

    // Guarded by the gate. Under way from the first request until nothing waits any more.
    private readonly Queue<ChunkRequest> _waiting = [];
    private bool _isUnderWay;
    private bool _wasTold;

    /// <summary>Puts a request behind the others, unless as many as may wait do.</summary>
    public RequestPlace TryAdd(ChunkRequest request, int most)
    {
        lock (_gate)
        {
            if (_waiting.Count >= most)
            {
                bool isFirst = !_wasTold;
                _wasTold = true;
                return isFirst ? RequestPlace.NoneForTheFirstTime : RequestPlace.None;
            }

            _waiting.Enqueue(request);
            bool isUnderWay = _isUnderWay;
            _isUnderWay = true;
            return isUnderWay ? RequestPlace.Behind : RequestPlace.First;
        }
    }

    /// <summary>The next request; null where none waits, and then none is under way.</summary>
    public ChunkRequest? Next()
    {
        lock (_gate)
        {
            _wasTold = false;
            _isUnderWay = _waiting.TryDequeue(out ChunkRequest? next);
            return next;
        }
    }

    /// <summary>Whether another request waits; where none does, none is under way.</summary>
    public bool HasMore()
    {
        lock (_gate)
        {
            return _isUnderWay = _waiting.Count > 0;
        }
    }
}
