namespace Garita.Server.Releases;

/// <summary>A release with the way back that belongs to it.</summary>
internal sealed record ReleasePair(ManifestRecord Release, ManifestRecord? WayBack);
