using System.Threading.Channels;
using Garita.Enrollment.Registrations;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Bootstrap.Senders;

/// <summary>
/// Codes on their way. A gateway that is slow holds back codes and nothing else. What waits when the server stops is
/// lost: the device asks for another.
/// </summary>
internal sealed class OutgoingCodes : IAsyncDisposable
{
    // Gateways take a second each: four a second is twice what the hourly budget needs.
    private const int Workers = 4;

    private readonly ICodeSender? _sender;
    private readonly ILogger _logger;
    private readonly Channel<CodeMessage> _waiting;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _workers;

    public OutgoingCodes(ICodeSender? sender, int capacity, ILogger logger)
    {
        (_sender, _logger) = (sender, logger);
        _waiting = Channel.CreateBounded<CodeMessage>(capacity);
        _workers = [.. Enumerable.Range(0, Workers).Select(_ => RunAsync())];
    }

    /// <summary>Takes a code, or tells the log why not.</summary>
    public void Add(CodeMessage message)
    {
        if (_sender is null)
        {
            BootstrapLog.NoSender(_logger);
        }
        else if (!_waiting.Writer.TryWrite(message))
        {
            BootstrapLog.NotSent(_logger, message.Device, "too many wait to be sent");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_workers).ConfigureAwait(false);
        (_sender as IDisposable)?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (CodeMessage message in _waiting.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                await SendAsync(message).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    // The one boundary: a sender that fails unforeseen costs its code, and never the worker.
    private async Task SendAsync(CodeMessage message)
    {
        try
        {
            if (await _sender!.SendAsync(message, _stop.Token).ConfigureAwait(false) is { } fault)
            {
                BootstrapLog.NotSent(_logger, message.Device, fault);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            BootstrapLog.SenderFault(_logger, message.Device, fault.GetType().Name);
        }
    }
}
