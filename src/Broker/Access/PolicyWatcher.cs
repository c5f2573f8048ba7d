using Microsoft.Extensions.Logging;

namespace Garita.Broker.Access;

/// <summary>
/// Keeps the policy in force up to date with its file: on request, and when the file changed. A file with a mistake
/// changes nothing; nor does one still being written, as the watch waits until two looks see the same file. It looks
/// instead of listening, so that renamed files, changed links and network mounts are seen too.
/// </summary>
public sealed class PolicyWatcher : IDisposable
{
    private readonly string _path;
    private readonly Func<AccessPolicy, CancellationToken, Task> _apply;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Held while reloading, so that policies come into force in the order they were read.
    private readonly SemaphoreSlim _reloading = new(1, 1);
    private volatile AccessPolicy _current;
    private PolicyFileStamp? _judged;
    private PolicyFileStamp? _seen;

    /// <summary>Watches a file from which <paramref name="current"/> was read.</summary>
    /// <param name="path">The policy file.</param>
    /// <param name="current">The policy in force.</param>
    /// <param name="apply">Puts a policy in force; is done when everything open was judged again.</param>
    /// <param name="time">The clock of the watch.</param>
    /// <param name="logger">Where reloads and refusals are told.</param>
    public PolicyWatcher(
        string path,
        AccessPolicy current,
        Func<AccessPolicy, CancellationToken, Task> apply,
        TimeProvider time,
        ILogger<PolicyWatcher> logger)
    {
        _path = path;
        _current = current;
        _apply = apply;
        _time = time;
        _logger = logger;
        _judged = _seen = PolicyFileStamp.Of(path);
    }

    /// <summary>
    /// 1 second between looks: a change is in force within three, and a file that rests so long is taken to be whole.
    /// </summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The policy in force.</summary>
    public AccessPolicy Current => _current;

    /// <summary>
    /// Reads the file now and puts it in force if it has no error. Returns when everything open was judged again; an
    /// exception of the apply function comes through, and the policy before stays the current one.
    /// </summary>
    public async Task<PolicyReload> ReloadAsync(CancellationToken cancellationToken)
    {
        await _reloading.WaitAsync(cancellationToken);
        try
        {
            return await ReadAndApplyAsync(cancellationToken);
        }
        finally
        {
            _reloading.Release();
        }
    }

    /// <summary>
    /// Looks at the file at every <see cref="Interval"/> until cancelled, or until the apply function throws.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Interval, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await LookAsync(cancellationToken);
        }
    }

    /// <summary>One look: reloads if the file is not the one judged last and was the same at the look before.</summary>
    /// <returns>The reload, or null if there was none.</returns>
    public async Task<PolicyReload?> LookAsync(CancellationToken cancellationToken)
    {
        PolicyFileStamp? now = PolicyFileStamp.Of(_path);
        bool rests = now == _seen;
        _seen = now;

        // A file that is gone for a moment is being replaced; a policy that is removed stays in force.
        return rests && now is not null && now != _judged ? await ReloadAsync(cancellationToken) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _reloading.Dispose();

    private async Task<PolicyReload> ReadAndApplyAsync(CancellationToken cancellationToken)
    {
        PolicyFileStamp? stamp = PolicyFileStamp.Of(_path);
        PolicyParseResult read = await PolicyFile.ReadAsync(_path, cancellationToken);
        if (read.Policy is null)
        {
            _judged = stamp;
            PolicyLog.Refused(_logger, _path, read.Errors.Count);
            Tell(read.Errors, PolicyLog.Error);
            return new PolicyReload(false, _current, read.Errors, read.Warnings);
        }

        Tell(read.Warnings, PolicyLog.Warning);
        await _apply(read.Policy, cancellationToken);
        _judged = stamp;
        _current = read.Policy;
        PolicyLog.Applied(_logger, _path, read.Policy.RuleCount);
        return new PolicyReload(true, read.Policy, read.Errors, read.Warnings);
    }

    private void Tell(IReadOnlyList<PolicyNotice> notices, Action<ILogger, PolicyNotice> log)
    {
        foreach (PolicyNotice notice in notices)
        {
            log(_logger, notice);
        }
    }
}
