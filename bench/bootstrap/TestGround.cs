namespace Garita.BootstrapBench;

/// <summary>A directory of one run; gone afterwards.</summary>
internal sealed class TestGround : IDisposable
{
    private readonly string _path;

    private TestGround(string path) => _path = path;

    public string Data => Path.Combine(_path, "data");

    public string Spool => Path.Combine(_path, "spool");

    public static TestGround Make() => new(Directory.CreateTempSubdirectory("garita-bench-").FullName);

    public string Beside(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
