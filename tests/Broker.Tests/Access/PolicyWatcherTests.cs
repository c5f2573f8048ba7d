using Garita.Broker.Access;
using Garita.Contracts.Identities;
using Garita.Mqtt.Topics;
using Garita.TestKit;
using Microsoft.Extensions.Logging;

namespace Garita.Broker.Tests.Access;

public sealed class PolicyWatcherTests : IDisposable
{
    private static readonly PeerAttributes Peer = PeerAttributes.Of(Identity.Device("X"));

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _time = new();
    private readonly CapturedLog _log = new();
    private readonly List<AccessPolicy> _applied = [];
    private readonly PolicyWatcher _watcher;

    private Func<Task> _onApply = () => Task.CompletedTask;

    public PolicyWatcherTests()
    {
        Write("old");
        _watcher = new PolicyWatcher(
            Path,
            AccessPolicy.Parse(TextFor("old"), Path).Policy!,
            async (policy, _) =>
            {
                await _onApply();
                _applied.Add(policy);
            },
            _time,
            _log);
    }

    private string Path => _directory.File("policy");

    public void Dispose()
    {
        _watcher.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Reload_goodFile_isAppliedBeforeItIsReported()
    {
        Write("new");
        TaskCompletionSource rejudged = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _onApply = () => rejudged.Task;

        Task<PolicyReload> reload = _watcher.ReloadAsync(CancellationToken.None);
        Assert.False(reload.IsCompleted);
        AssertInForce("old");
        rejudged.SetResult();

        PolicyReload done = await reload.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(done.Applied);
        Assert.Same(_watcher.Current, done.Policy);
        AssertInForce("new");
        Assert.Equal(1900, Assert.Single(_log.Entries).Id);
    }

    [Fact]
    public async Task Reload_faultyFile_keepsTheOldPolicyAndLogsEveryError()
    {
        File.WriteAllText(Path, "for device\n publsh a\n subscribe a//b\n");

        PolicyReload done = await _watcher.ReloadAsync(CancellationToken.None);

        Assert.False(done.Applied);
        Assert.Equal(2, done.Errors.Count);
        Assert.Empty(_applied);
        AssertInForce("old");
        Assert.Equal([1901, 1902, 1902], _log.Entries.Select(e => e.Id));
        Assert.StartsWith($"{Path}:2: 'publsh' begins no line", _log.Entries[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_fileGone_keepsTheOldPolicy()
    {
        File.Delete(Path);

        PolicyReload done = await _watcher.ReloadAsync(CancellationToken.None);

        Assert.Equal("no such file", Assert.Single(done.Errors).Message);
        AssertInForce("old");
    }

    [Fact]
    public async Task Reload_faultWhileApplying_comesThroughAndKeepsTheOldPolicy()
    {
        Write("new");
        _onApply = () => throw new InvalidOperationException("rejudging failed");

        await Assert.ThrowsAsync<InvalidOperationException>(() => _watcher.ReloadAsync(CancellationToken.None));

        AssertInForce("old");
        _onApply = () => Task.CompletedTask;
        Assert.True((await _watcher.ReloadAsync(CancellationToken.None)).Applied);
        AssertInForce("new");
    }

    [Fact]
    public async Task Look_fileUntouched_doesNothing()
    {
        Assert.Null(await LookAsync());
        Assert.Null(await LookAsync());
    }

    [Fact]
    public async Task Look_fileStillGrowing_waitsUntilItRests()
    {
        File.WriteAllText(Path, "for device\n publish half\n");
        Assert.Null(await LookAsync());
        File.AppendAllText(Path, " deny publish half\n");
        Assert.Null(await LookAsync());
        Assert.Empty(_applied);

        PolicyReload? done = await LookAsync();

        Assert.True(done!.Applied);
        Assert.Equal(2, done.Policy.RuleCount);
        Assert.Null(await LookAsync());
    }

    [Fact]
    public async Task Look_fileReplacedByRename_isApplied()
    {
        File.WriteAllText(_directory.File("next"), TextFor("renamed"));
        File.Delete(Path);
        Assert.Null(await LookAsync());
        File.Move(_directory.File("next"), Path);
        Assert.Null(await LookAsync());

        Assert.True((await LookAsync())!.Applied);
        AssertInForce("renamed");
    }

    [Fact]
    public async Task Look_linkTurnedToAnotherFile_isApplied()
    {
        File.WriteAllText(_directory.File("next"), TextFor("linked"));
        File.Delete(Path);
        File.CreateSymbolicLink(Path, _directory.File("next"));
        Assert.Null(await LookAsync());

        Assert.True((await LookAsync())!.Applied);
        AssertInForce("linked");
    }

    [Fact]
    public async Task Look_faultyFile_isToldOnceAndAppliedWhenMended()
    {
        File.WriteAllText(Path, "for nobody at all\n");
        Assert.Null(await LookAsync());
        Assert.False((await LookAsync())!.Applied);
        Assert.Null(await LookAsync());
        AssertInForce("old");

        Write("mended");
        Assert.Null(await LookAsync());
        Assert.True((await LookAsync())!.Applied);
        AssertInForce("mended");
    }

    [Fact]
    public async Task Run_asTimePasses_appliesAChangeAndEndsWhenCancelled()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource applied = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _onApply = () =>
        {
            applied.SetResult();
            return Task.CompletedTask;
        };
        Task run = _watcher.RunAsync(stop.Token);
        Write("later");
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(10));

        // A tick may find the look before it unfinished; then it is the next one that counts.
        while (!applied.Task.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            _time.Advance(PolicyWatcher.Interval);
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static string TextFor(string topic) => $"for device\n publish {topic}\n";

    private Task<PolicyReload?> LookAsync() => _watcher.LookAsync(CancellationToken.None);

    private void Write(string topic) => File.WriteAllText(Path, TextFor(topic));

    private void AssertInForce(string topic) =>
        Assert.True(_watcher.Current.JudgePublish(Peer, TopicName.Parse(topic)).Allowed);

    private sealed class CapturedLog : ILogger<PolicyWatcher>
    {
        public List<(int Id, string Text)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => Entries.Add((eventId.Id, formatter(state, exception)));
    }
}
