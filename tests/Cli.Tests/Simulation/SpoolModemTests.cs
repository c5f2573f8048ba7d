using System.Globalization;
using Garita.Cli.Simulation;
using Garita.Contracts.Bootstrap;
using Garita.TestKit;

namespace Garita.Cli.Tests.Simulation;

public sealed class SpoolModemTests : IDisposable
{
    private const string Own = "+34600000001";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _spool = new();
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _spool.Dispose();

    [Fact]
    public async Task Modem_takes_the_newest_of_its_own_codes_and_leaves_those_of_others()
    {
        Put("1", Own, "older", TimeSpan.FromMinutes(10));
        Put("2", Own, "newer", TimeSpan.FromMinutes(10));
        Put("3", "+34600000002", "foreign", TimeSpan.FromMinutes(10));
        Assert.Equal("newer", await ReadAsync());
        Assert.Equal("3.json", Path.GetFileName(Assert.Single(Directory.GetFiles(_spool.Path))));
    }

    [Fact]
    public async Task Garbage_in_the_spool_is_passed_over()
    {
        File.WriteAllText(_spool.File("1.json"), "not json");
        File.WriteAllText(_spool.File("2.json"), "null");
        File.WriteAllText(_spool.File("3.json"), new string('x', 100_000));
        File.WriteAllText(_spool.File("4.json"), """{"address":7}""");
        File.WriteAllText(_spool.File("5.json.new"), "half a fi");
        Put("0", Own, "right", TimeSpan.FromMinutes(10));
        Assert.Equal("right", await ReadAsync());
    }

    [Fact]
    public async Task Code_that_ran_out_is_thrown_away_and_the_next_one_waited_for()
    {
        Put("1", Own, "stale", TimeSpan.FromMinutes(-1));
        Task<string> reading = ReadAsync();
        Assert.False(reading.IsCompleted);
        Assert.Empty(Directory.GetFiles(_spool.Path));
        Put("2", Own, "fresh", TimeSpan.FromMinutes(10));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("fresh", await reading.WaitAsync(s_patience));
    }

    [Fact]
    public async Task Spool_that_is_not_there_yet_is_waited_for()
    {
        using CancellationTokenSource stop = new();
        Task<string> reading = new SpoolModem(_spool.File("later"), Own, _clock)
            .ReadCodeAsync(SecondFactor.Sms, stop.Token);
        Assert.False(reading.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private Task<string> ReadAsync() => new SpoolModem(_spool.Path, Own, _clock)
        .ReadCodeAsync(SecondFactor.Sms, CancellationToken.None);

    private void Put(string name, string address, string code, TimeSpan life)
    {
        string expires = (_clock.GetUtcNow() + life).ToString("O", CultureInfo.InvariantCulture);
        File.WriteAllText(
            _spool.File(name + ".json"),
            $$"""{"device":"d","address":"{{address}}","code":"{{code}}","expires":"{{expires}}"}""");
    }
}
