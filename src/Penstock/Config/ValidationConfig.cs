namespace Penstock.Config;

/// <summary>How an input that does not fit is answered: with which status, and as FastAPI answers or as problem details.</summary>
internal sealed record ValidationConfig(int Status, bool FastApi);
