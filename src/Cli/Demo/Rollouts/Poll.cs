namespace Garita.Cli.Demo.Rollouts;

/// <summary>Asks the server again and again until its answer is the wanted one.</summary>
internal static class Poll
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    /// <summary>The first answer that is the wanted one.</summary>
    /// <param name="stage">Where the server is.</param>
    /// <param name="path">What is read.</param>
    /// <param name="isWanted">Whether it is the one.</param>
    /// <param name="instead">What to say of the last answer when it never came.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="CliException">It never came.</exception>
    public static async Task<T> UntilAsync<T>(
        DemoStage stage, string path, Func<T, bool> isWanted, Func<T, string> instead, CancellationToken stop)
        where T : class
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_patience);
        using PeriodicTimer timer = new(_interval, stage.Time);
        T? last = null;
        try
        {
            do
            {
                last = await stage.Api.GetAsync<T>(path, patience.Token);
                if (isWanted(last))
                {
                    return last;
                }
            }
            while (await timer.WaitForNextTickAsync(patience.Token));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Said below.
        }

        throw new CliException(ExitCode.Failed, "waited in vain: " + (last is null ? "no answer" : instead(last)));
    }
}
