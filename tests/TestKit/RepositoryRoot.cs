namespace Garita.TestKit;

/// <summary>Where the working tree is that the running tests were built from.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder of the solution file.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    /// <summary>A path inside the tree; nothing is created.</summary>
    public static string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    private static string Find(string folder) => System.IO.File.Exists(System.IO.Path.Combine(folder, "Garita.slnx"))
        ? folder
        : Find(Directory.GetParent(folder)?.FullName
            ?? throw new InvalidOperationException("these tests were not built inside the working tree"));
}
