using System.Net;
using System.Threading.Channels;
using Garita.Quic;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Garita.Server.Listeners.Quic;

/// <summary>
/// Gives Kestrel connections that somebody else has accepted and judged. Whoever accepts calls
/// <see cref="ServeAsync"/>; Kestrel, which would bind a port of its own, is handed this listener by its factory side.
/// </summary>
internal sealed class QuicConnectionListener(EndPoint endpoint) : IMultiplexedConnectionListenerFactory,
    IMultiplexedConnectionListener
{
    // Kestrel takes connections as they come; more waiting means that it does not.
    private const int MaxWaiting = 256;

    private readonly Channel<QuicConnectionContext> _waiting =
        Channel.CreateBounded<QuicConnectionContext>(MaxWaiting);

    /// <inheritdoc/>
    public EndPoint EndPoint => endpoint;

    /// <summary>Hands a connection to Kestrel and returns when that is done with it.</summary>
    public async Task ServeAsync(QuicConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        QuicConnectionContext context = new(connection);
        if (_waiting.Writer.TryWrite(context))
        {
            await context.Completion;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IMultiplexedConnectionListener> BindAsync(
        EndPoint endpoint, IFeatureCollection? features = null, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IMultiplexedConnectionListener>(this);

    /// <inheritdoc/>
    public async ValueTask<MultiplexedConnectionContext?> AcceptAsync(
        IFeatureCollection? features = null, CancellationToken cancellationToken = default)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_waiting.Reader.TryRead(out QuicConnectionContext? context))
            {
                return context;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out QuicConnectionContext? left))
        {
            await left.DisposeAsync();
        }
    }
}
