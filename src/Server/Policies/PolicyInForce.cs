using Garita.Broker;
using Garita.Broker.Access;
using Garita.Contracts.Api.Policy;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Policies;

/// <summary>The policy in force and its file, if it has one: reloaded on request and when the file changes.</summary>
public sealed class PolicyInForce : IAsyncDisposable
{
    /// <summary>The policy file's name inside the data directory; without it the built-in policy holds.</summary>
    public const string FileName = "policy";

    private readonly MqttBroker _broker;
    private readonly TimeProvider _time;
    private readonly PolicyWatcher? _watcher;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private RejudgeReport _lastReport = new(0, 0, 0, 0, 0);
    private DateTimeOffset _loaded;

    /// <summary>Starts watching.</summary>
    /// <param name="broker">Has <paramref name="path"/>'s policy in force already.</param>
    /// <param name="path">The file that the policy was read from; null for the built-in one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where reloads are told.</param>
    public PolicyInForce(MqttBroker broker, string? path, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(time);
        _broker = broker;
        _time = time;
        _loaded = time.GetUtcNow();
        if (path is not null)
        {
            _watcher = new PolicyWatcher(path, broker.Policy, Apply, time, loggers.CreateLogger<PolicyWatcher>());
        }

        Source = path ?? "built-in";
        _watching = WatchAsync();
    }

    /// <summary>The policy.</summary>
    public AccessPolicy Current => _broker.Policy;

    /// <summary>Its file, or <c>built-in</c>.</summary>
    public string Source { get; }

    /// <summary>The policy as the API tells it.</summary>
    public PolicyView View() => new(Source, Text(), _loaded);

    /// <summary>
    /// Reads the file again. No result means that the old policy stays; no reload, that there is no file.
    /// </summary>
    public async Task<(PolicyReload? Reload, PolicyReloadResult? Result)> ReloadAsync(
        CancellationToken cancellationToken)
    {
        if (_watcher is null)
        {
            return (null, null);
        }

        PolicyReload reload = await _watcher.ReloadAsync(cancellationToken).ConfigureAwait(false);
        RejudgeReport report = _lastReport;
        return (reload, !reload.Applied ? null : new PolicyReloadResult(
            View(), report.SubscriptionsRemoved, report.WillsDropped, report.RetainedDropped, report.QueuedDropped));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _watcher?.Dispose();
        _stop.Dispose();
    }

    private Task Apply(AccessPolicy policy, CancellationToken cancellationToken)
    {
        _lastReport = _broker.SetPolicy(policy);
        _loaded = _time.GetUtcNow();
        return Task.CompletedTask;
    }

    // The file may be newer than what is in force, when it has a mistake; then it is said to be so by the check.
    private string Text() => _watcher is null ? AccessPolicy.DefaultText : ReadText(Source);

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return string.Empty;
        }
        catch (UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private async Task WatchAsync()
    {
        if (_watcher is null)
        {
            return;
        }

        try
        {
            await _watcher.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
