using Garita.Server.Updates.Serving;

namespace Garita.Server.Tests.Updates;

public sealed class LoadCacheTests
{
    private readonly LoadCache<int, string> _cache = new(capacity: 10, text => text.Length);

    [Fact]
    public async Task What_was_used_longest_ago_makes_room()
    {
        foreach (int key in new[] { 1, 2, 1, 3 })
        {
            await GetAsync(key);
        }

        Assert.Equal((8, 3), (_cache.Weight, _cache.Loads));
        await GetAsync(1);
        await GetAsync(3);
        Assert.Equal(3, _cache.Loads);
        await GetAsync(2);
        Assert.Equal((8, 4), (_cache.Weight, _cache.Loads));
    }

    [Fact]
    public async Task What_is_heavier_than_all_that_is_kept_is_given_and_not_kept()
    {
        Assert.Equal("a long text", await _cache.GetAsync(1, _ => Task.FromResult<string?>("a long text")));
        Assert.Equal(0, _cache.Weight);
    }

    [Fact]
    public async Task What_could_not_be_loaded_is_asked_for_again()
    {
        Assert.Null(await _cache.GetAsync(1, _ => Task.FromResult<string?>(null)));
        Assert.Equal("four", await GetAsync(1));
    }

    [Fact]
    public async Task What_several_ask_for_at_one_time_is_loaded_once()
    {
        TaskCompletionSource<string?> loading = new();
        Task<string?>[] asked = [.. Enumerable.Range(0, 5).Select(_ => _cache.GetAsync(1, _ => loading.Task))];
        loading.SetResult("four");
        Assert.All(await Task.WhenAll(asked), text => Assert.Equal("four", text));
        Assert.Equal(1, _cache.Loads);
    }

    private Task<string?> GetAsync(int key) => _cache.GetAsync(key, _ => Task.FromResult<string?>("four"));
}
